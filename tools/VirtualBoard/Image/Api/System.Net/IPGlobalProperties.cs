using Nanofleet.VirtualBoard.Power;

namespace System.Net.NetworkInformation;

public static class IPGlobalProperties
{
    public static IPAddress GetIPAddress() => IPAddress.Parse(BoardLife.Current.Board.IPAddress ?? "0.0.0.0");
}
