using System.Collections.Generic;
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
        var networks = new List<WifiAvailableNetwork>();
        foreach (var name in _life.Board.Air.Networks)
            networks.Add(new WifiAvailableNetwork(name, $"02:00:00:00:00:{networks.Count + 1:X2}", _life.Board.Air.Rssi - 5 * networks.Count));
        return networks.ToArray();
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
