namespace System.Device.Wifi;

public class WifiNetworkReport
{
    internal WifiNetworkReport(WifiAvailableNetwork[] networks) => AvailableNetworks = networks;

    public WifiAvailableNetwork[] AvailableNetworks { get; }
}
