using Nanofleet.VirtualBoard.Network;
using Nanofleet.VirtualBoard.Power;

namespace System.Device.Wifi;

/// <summary>A board has one; each call of FindAllAdapters gives the same.</summary>
public sealed class WifiAdapter : IDisposable
{
    private readonly BoardLife _life;

    private WifiAdapter(BoardLife life) => _life = life;

    public event AvailableNetworksChangedEventHandler AvailableNetworksChanged;

    public int NetworkInterface => 0;

    public WifiNetworkReport NetworkReport => new WifiNetworkReport(_life.Do(() =>
    {
        var (air, options) = (_life.Board.Air, _life.Board.Options);
        return air.IsCut ? new WifiAvailableNetwork[0] : new[] { new WifiAvailableNetwork(options.WifiSsid, "02:00:00:00:00:01", air.Rssi) };
    }));

    public static WifiAdapter[] FindAllAdapters()
    {
        var life = BoardLife.Current;
        return new[] { life.State<Holder>().For(life) };
    }

    public WifiConnectionResult Connect(string ssid, WifiReconnectionKind reconnectionKind, string passwordCredential) =>
        new WifiConnectionResult(_life.Network.Join(ssid, passwordCredential, reconnectionKind == WifiReconnectionKind.Automatic) switch
        {
            JoinResult.Joined => WifiConnectionStatus.Success,
            JoinResult.WrongPassword => WifiConnectionStatus.InvalidCredential,
            _ => WifiConnectionStatus.NetworkNotAvailable,
        });

    public WifiConnectionResult Connect(WifiAvailableNetwork availableNetwork, WifiReconnectionKind reconnectionKind, string passwordCredential) =>
        Connect(availableNetwork.Ssid, reconnectionKind, passwordCredential);

    public void Disconnect() => _life.Network.Leave();

    public void ScanAsync() => _life.Do(() => _life.Interrupts.Post(() => AvailableNetworksChanged?.Invoke(this, null)));

    public void Dispose() => _ = BoardLife.Current;

    private sealed class Holder
    {
        private WifiAdapter _adapter;

        internal WifiAdapter For(BoardLife life) => _adapter ??= new WifiAdapter(life);
    }
}
