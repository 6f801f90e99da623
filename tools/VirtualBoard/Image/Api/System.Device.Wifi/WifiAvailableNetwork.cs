namespace System.Device.Wifi;

public class WifiAvailableNetwork
{
    private readonly int _rssi;

    public WifiAvailableNetwork()
    {
    }

    internal WifiAvailableNetwork(string ssid, string bsid, int rssi) => (Ssid, Bsid, _rssi) = (ssid, bsid, rssi);

    public string Ssid { get; }

    public string Bsid { get; }

    public WifiNetworkKind NetworkKind => WifiNetworkKind.Infrastructure;

    public double NetworkRssiInDecibelMilliwatts => _rssi;

    public byte SignalBars => _rssi >= -55 ? (byte)4 : _rssi >= -65 ? (byte)3 : _rssi >= -75 ? (byte)2 : (byte)1;
}
