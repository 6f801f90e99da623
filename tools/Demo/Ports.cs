using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Demo;

/// <summary>Newcomers often have a broker on 1883 already: the demo then takes a free port instead of failing.</summary>
internal static class Ports
{
    /// <summary>The preferred port where it is free, else 0, which lets the system choose.</summary>
    public static int FreeOr(int preferred)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, preferred));
            return preferred;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
