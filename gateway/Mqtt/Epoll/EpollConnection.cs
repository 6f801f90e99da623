using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>One accepted socket. It holds no buffer while nothing is under way.</summary>
internal sealed unsafe class EpollConnection : ConnectionContext, IDuplexPipe, IEpollHandler
{
    private readonly SocketDescriptor _socket;
    private readonly EpollInput _input;
    private readonly EpollOutput _output;
    private IDictionary<object, object?>? _items;
    private IFeatureCollection? _features;
    private string? _id;
    private int _closed;
    private int _enqueued;

    public EpollConnection(SocketDescriptor socket, EndPoint? remote, EpollLoop loop)
    {
        _socket = socket;
        Loop = loop;
        _input = new EpollInput(this);
        _output = new EpollOutput(this);
        RemoteEndPoint = remote;
    }

    public EpollLoop Loop { get; }

    /// <inheritdoc/>
    public int Slot { get; set; }

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
    public bool TryStart() => Loop.TryAdd(this, _socket);

    /// <inheritdoc/>
    public void Handle(SocketEvents happened)
    {
        const SocketEvents over = SocketEvents.Failed | SocketEvents.HungUp;
        if ((happened & (SocketEvents.Writable | over)) != 0) _output.BecameWritable();
        if ((happened & ~SocketEvents.Writable) == SocketEvents.Readable && _input.ReadsMuch) Enqueue();
        else if ((happened & (SocketEvents.Readable | SocketEvents.PeerClosed | over)) != 0) _input.BecameReadable(peerClosed: (happened & (SocketEvents.PeerClosed | over)) != 0);
    }

    /// <summary>It is read again when those that have little had their turn.</summary>
    public void Enqueue()
    {
        if (Interlocked.Exchange(ref _enqueued, 1) == 0) Loop.Enqueue(this);
    }

    /// <summary>The loop's thread: the others had their turn.</summary>
    public void TakeTurn()
    {
        Interlocked.Exchange(ref _enqueued, 0);
        _input.BecameReadable(peerClosed: false);
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
            var transferred = call(_socket, bytes, (nuint)length, Libc.NoSignal);
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
        var resetAtClose = (IsOn: 1, Seconds: 0); // struct linger
        if (abort) Libc.SetOption(_socket, Libc.SocketLevel, Libc.Linger, &resetAtClose, sizeof(int) * 2);
        else Libc.Shutdown(_socket, Libc.ShutdownBoth);
        _socket.Dispose();
        _output.Break();
        _input.Break();
    }
}
