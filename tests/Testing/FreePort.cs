using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing;

/// <summary>
/// A loopback port that nobody listens on, for servers that cannot be told to choose one themselves. Another process
/// may take it in between; whoever starts a server on it tries again with another.
/// </summary>
public static class FreePort
{
    /// <summary>Asks the kernel for a port and gives it back.</summary>
    public static int Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
