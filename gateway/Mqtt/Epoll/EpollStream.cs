using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Nanofleet.Mqtt.Transports;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>A connection that this process dialled, for whoever wants a stream; whoever knows better uses its pipes.</summary>
internal sealed class EpollStream : DuplexStream, IDuplexPipe
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(16);

    private readonly EpollConnection _connection;

    private EpollStream(EpollConnection connection)
        : base(connection.Transport) => _connection = connection;

    public PipeReader Input => _connection.Transport.Input;

    public PipeWriter Output => _connection.Transport.Output;

    /// <summary>
    /// Connects a socket without the framework's own epoll, which would go on to watch it: each message would wake two threads.
    /// </summary>
    public static async Task ConnectAsync(Socket socket, EndPoint endpoint, CancellationToken cancel)
    {
        socket.Blocking = false; // a property of the connection, not of the descriptor
        try
        {
            socket.Connect(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            for (var pause = ShortestLook; !socket.Poll(TimeSpan.Zero, SelectMode.SelectWrite); pause = pause < LongestLook ? pause * 2 : pause) await Task.Delay(pause, cancel);
            var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (error != 0) throw new SocketException(error);
        }
    }

    /// <summary>Takes over a socket that was connected here.</summary>
    public static unsafe EpollStream Over(Socket socket)
    {
        var own = new SocketDescriptor(Libc.Duplicate(socket.SafeHandle));
        var connection = own.IsInvalid ? null : new EpollConnection(own, remote: null, EpollLoop.Next()); // to ask for the peer's address fails where that has closed already
        if (connection is null || !connection.TryStart())
        {
            connection?.Abort();
            socket.Dispose();
            throw new IOException("the system has no descriptor left for the connection");
        }
        socket.SafeHandle.Dispose(); // without the farewell that the socket's own Dispose would send for both
        var keepWhatWasSent = (IsOn: 0, Seconds: 0); // struct linger: that Dispose has set it to a reset
        Libc.SetOption(own, Libc.SocketLevel, Libc.Linger, &keepWhatWasSent, sizeof(int) * 2);
        return new EpollStream(connection);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _connection.Abort();
        base.Dispose(disposing);
    }
}
