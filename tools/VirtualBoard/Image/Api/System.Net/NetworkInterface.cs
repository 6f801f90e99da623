using Nanofleet.VirtualBoard.Network;
using Nanofleet.VirtualBoard.Power;

namespace System.Net.NetworkInformation;

/// <summary>A board has one: the Wi-Fi station.</summary>
public class NetworkInterface
{
    private const string NoAddress = "0.0.0.0";

    protected NetworkInterface(int interfaceIndex)
    {
    }

    public NetworkInterfaceType NetworkInterfaceType => NetworkInterfaceType.Wireless80211;

    public string IPv4Address => WhenJoined(air => air.Address);

    public string IPv4SubnetMask => WhenJoined(_ => "255.255.255.0");

    public string IPv4GatewayAddress => WhenJoined(air => air.Gateway);

    public string[] IPv4DnsAddresses => new[] { IPv4GatewayAddress };

    public bool IsDhcpEnabled => true;

    public bool IsAutomaticDnsEnabled => true;

    public byte[] PhysicalAddress
    {
        get => (byte[])BoardLife.Current.Board.Air.Mac.Clone();
        set => throw new NotSupportedException("The hardware address of a virtual board is one of its options.");
    }

    public static NetworkInterface[] GetAllNetworkInterfaces()
    {
        _ = BoardLife.Current;
        return new[] { new NetworkInterface(0) };
    }

    public static bool GetIsNetworkAvailable() => BoardLife.Current.Network.IsJoined;

    private static string WhenJoined(Func<Air, string> value)
    {
        var life = BoardLife.Current;
        return life.Network.IsJoined ? value(life.Board.Air) : NoAddress;
    }
}
