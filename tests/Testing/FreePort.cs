using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Nanofleet.Testing;

/// <summary>
/// A loopback port for a server that cannot be told to choose one itself, or that comes back on the same one after its
/// death. It stays the caller's for the life of the test process: it lies below the ports that the kernel gives to
/// connections and to listeners that ask for any (49152 and above by RFC 6335, 32768 and above on Linux), and no other
/// test process is given it.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int End = 32_768;
    private const int Attempts = 1_000;

    /// <summary>The UDP port of the same number, which nobody here serves, tells other test processes that the TCP port is taken.</summary>
    private static readonly ConcurrentBag<Socket> Reservations = [];

    /// <summary>A port that nobody listens on now, and that no other call is given.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var port = Random.Shared.Next(First, End);
            if (TryBind(SocketType.Dgram, ProtocolType.Udp, port) is not { } reservation) continue;
            using var server = TryBind(SocketType.Stream, ProtocolType.Tcp, port);
            if (server is null)
            {
                reservation.Dispose();
                continue;
            }

            Reservations.Add(reservation);
            return port;
        }

        throw new InvalidOperationException($"none of {Attempts} ports between {First} and {End} was free on loopback");
    }

    private static Socket? TryBind(SocketType type, ProtocolType protocol, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
