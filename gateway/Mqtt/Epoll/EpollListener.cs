using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>An open port whose connections are dealt out to the loops.</summary>
internal sealed class EpollListener : IConnectionListener, IEpollHandler
{
    /// <summary>How long to wait when the system has no room for a further connection.</summary>
    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly EpollLoop _loop = EpollLoop.Next();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _unbound;

    /// <summary>Takes a socket that is bound, and listens.</summary>
    public EpollListener(Socket bound, int backlog)
    {
        _socket = bound;
        _socket.Blocking = false;
        if (bound.ProtocolType == ProtocolType.Tcp) _socket.NoDelay = true; // what it accepts inherits that
        _socket.Listen(backlog);
        EndPoint = bound.LocalEndPoint!;
        if (!_loop.TryAdd(this, _socket.SafeHandle)) throw new IOException("the system refuses to watch a listening socket");
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public int Slot { get; set; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (Volatile.Read(ref _unbound) == 0)
        {
            var connection = TryAccept(out var error);
            if (connection is not null) return connection;
            if (error == Libc.TryAgain) await _arrived.WaitAsync(cancellationToken);
            else if (error is not (Libc.Interrupted or Libc.ConnectionAborted)) await Task.Delay(PauseWhenFull, cancellationToken);
        }
        return null;
    }

    /// <inheritdoc/>
    public void Handle(SocketEvents happened)
    {
        if (_arrived.CurrentCount == 0) _arrived.Release();
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _unbound, 1) != 0) return default;
        _loop.Remove(this);
        _socket.Dispose();
        _arrived.Release();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    private unsafe EpollConnection? TryAccept(out int error)
    {
        var address = stackalloc byte[PeerAddress.MaximumSize];
        var length = PeerAddress.MaximumSize;
        error = 0;
        try
        {
            var descriptor = Libc.Accept(_socket.SafeHandle, address, &length, Libc.NonBlockingCloseOnExec);
            if (descriptor >= 0) return TryServe(descriptor, PeerAddress.Read(new ReadOnlySpan<byte>(address, length)));
            error = Marshal.GetLastPInvokeError();
        }
        catch (ObjectDisposedException)
        {
            // unbound in this moment, which the caller sees
        }
        return null;
    }

    private static EpollConnection? TryServe(int descriptor, EndPoint? remote)
    {
        var connection = new EpollConnection(new SocketDescriptor(descriptor), remote, EpollLoop.Next());
        if (connection.TryStart()) return connection;
        connection.Abort();
        return null;
    }
}
