using System.Net.Sockets;
using Nanofleet.VirtualBoard.Network;
using Nanofleet.VirtualBoard.Power;

namespace System.Net;

public static class Dns
{
    public static IPHostEntry GetHostEntry(string hostNameOrAddress) =>
        new IPHostEntry { HostName = hostNameOrAddress, AddressList = new[] { Resolve(hostNameOrAddress) } };

    internal static IPAddress Resolve(string host)
    {
        var life = BoardLife.Current;
        try
        {
            return life.Await(cancel => life.Network.ResolveAsync(host, cancel));
        }
        catch (NetworkFault fault)
        {
            throw new SocketException(fault.Error);
        }
    }
}
