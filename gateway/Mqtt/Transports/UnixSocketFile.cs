using System.Net.Sockets;

namespace Nanofleet.Mqtt.Transports;

/// <summary>The file behind a Unix socket: nobody but its owner may connect before its mode is set, and one that a crash left behind is in nobody's way.</summary>
internal static class UnixSocketFile
{
    /// <summary>Binds without listening yet, so that the mode is set before anybody can connect.</summary>
    public static Socket Bind(UnixDomainSocketEndPoint endpoint, UnixFileMode mode)
    {
        var path = endpoint.ToString();
        RemoveLeftOver(endpoint, path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endpoint);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveLeftOver(UnixDomainSocketEndPoint endpoint, string path)
    {
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && new FileInfo(path).Length == 0)
        {
            File.Delete(path); // a socket that nobody listens on; a file with content is somebody's file
        }
    }
}
