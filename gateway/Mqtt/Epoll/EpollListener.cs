using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>An open port whose connections are served by the loops.</summary>
internal sealed class EpollListener : IConnectionListener
{
    /// <summary>How long to wait for another connection to end when the process may open no further one.</summary>
    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;

    /// <summary>Takes a socket that is bound, and listens.</summary>
    public EpollListener(Socket bound, int backlog)
    {
        _socket = bound;
        _socket.Listen(backlog);
        EndPoint = bound.LocalEndPoint!;
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellationToken);
                if (TryServe(socket) is { } connection) return connection;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null; // unbound
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode == SocketError.TooManyOpenSockets) await Task.Delay(PauseWhenFull, cancellationToken); // others left before they were accepted
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    private static EpollConnection? TryServe(Socket socket)
    {
        if (socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
        var connection = new EpollConnection(socket, EpollLoop.Next());
        if (connection.TryStart()) return connection;
        connection.Abort();
        return null;
    }
}
