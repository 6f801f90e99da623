using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>One accepted socket. It holds no buffer while nothing is under way.</summary>
internal sealed unsafe class EpollConnection : ConnectionContext, IDuplexPipe
{
    private readonly Socket _socket;
    private readonly SafeHandle _handle;
    private readonly EpollInput _input;
    private readonly EpollOutput _output;
    private IDictionary<object, object?>? _items;
    private IFeatureCollection? _features;
    private string? _id;
    private int _closed;

    public EpollConnection(Socket socket, EpollLoop loop)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        Loop = loop;
        _input = new EpollInput(this);
        _output = new EpollOutput(this);
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    public EpollLoop Loop { get; }

    /// <summary>The loop's own.</summary>
    public int Slot { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint => _socket.LocalEndPoint;

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => _id ??= Guid.NewGuid().ToString("N");
        set => _id = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features => _features ??= new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException();
    }

    PipeReader IDuplexPipe.Input => _input;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>False when the system refuses to watch the socket.</summary>
    public bool TryStart()
    {
        _socket.Blocking = false;
        return Loop.TryAdd(this, (int)_handle.DangerousGetHandle());
    }

    /// <summary>The loop's thread: something happened.</summary>
    public void Handle(SocketEvents happened)
    {
        const SocketEvents over = SocketEvents.Failed | SocketEvents.HungUp;
        if ((happened & (SocketEvents.Writable | over)) != 0) _output.BecameWritable();
        if ((happened & (SocketEvents.Readable | SocketEvents.PeerClosed | over)) != 0) _input.BecameReadable(peerClosed: (happened & (SocketEvents.PeerClosed | over)) != 0);
    }

    /// <summary>How many bytes came: 0 when the peer has closed. False when there are none now, or the socket is closed.</summary>
    public bool TryReceive(Span<byte> target, out int count)
    {
        fixed (byte* bytes = target) return TryTransfer(&Libc.Receive, bytes, target.Length, out count);
    }

    /// <summary>How many bytes the system took: 0 when nobody is there to get them. False when it takes none now.</summary>
    public bool TrySend(ReadOnlySpan<byte> source, out int count)
    {
        fixed (byte* bytes = source) return TryTransfer(&Libc.Send, bytes, source.Length, out count);
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Close(abort: true);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Close(abort: false);
        return default;
    }

    private bool TryTransfer(delegate*<SafeHandle, byte*, nuint, int, nint> call, byte* bytes, int length, out int count)
    {
        try
        {
            var transferred = call(_handle, bytes, (nuint)length, Libc.NoSignal);
            count = (int)Math.Max(transferred, 0);
            return transferred >= 0 || Marshal.GetLastPInvokeError() is not (Libc.TryAgain or Libc.Interrupted);
        }
        catch (ObjectDisposedException) // closed in this moment
        {
            count = 0;
            return true;
        }
    }

    /// <summary>Closes the socket; an abort throws away what the peer has not taken.</summary>
    private void Close(bool abort)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        Loop.Remove(this);
        try
        {
            if (abort) _socket.LingerState = new LingerOption(true, 0);
            else _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // the peer was faster
        }
        _socket.Dispose();
        _output.Break();
        _input.Break();
    }
}
