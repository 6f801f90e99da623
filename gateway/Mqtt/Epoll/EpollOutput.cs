using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>
/// The writing side of a socket. A flush sends at once, on the thread that flushes; what the system does not take is
/// sent when it can be, and so long the flush is under way and nothing further may be written.
/// </summary>
internal sealed class EpollOutput(EpollConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    /// <summary>Room for an answer or a usual message; more is had by doubling.</summary>
    private const int FirstSize = 512;

    private const int Quiet = 0;
    private const int Writable = 1;
    private const int Waiting = 2;

    private readonly EpollConnection _connection = connection;
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private byte[] _buffer = [];
    private int _sent;
    private int _length;
    private int _state;
    private volatile bool _broken;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _length - _sent;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <inheritdoc/>
    public override void Advance(int bytes) => _length += bytes;

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (TrySendAll()) return new(new FlushResult(false, _broken));
        _waiter.Reset();
        while (Interlocked.CompareExchange(ref _state, Waiting, Quiet) != Quiet)
        {
            _state = Quiet; // it was writable at some time, perhaps after the attempt above
            if (TrySendAll()) return new(new FlushResult(false, _broken));
        }
        if (_broken) Break(); // it broke before this waited
        return new(this, _waiter.Version);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => ReturnBuffer();

    /// <summary>The loop's thread: the system takes more. Whoever waits for that goes on from here.</summary>
    public void BecameWritable()
    {
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) != Waiting)
            {
                if (Volatile.Read(ref _state) == Writable || Interlocked.CompareExchange(ref _state, Writable, Quiet) != Waiting) return;
                continue; // it began to wait in between
            }
            if (TrySendAll())
            {
                _waiter.SetResult(true);
                return;
            }
            if (Interlocked.CompareExchange(ref _state, Waiting, Quiet) != Quiet) _state = Waiting; // writable again meanwhile
            else if (!_broken) return;
        }
    }

    /// <summary>The socket is closed. The writer goes on elsewhere: whoever calls this may hold locks.</summary>
    public void Break()
    {
        _broken = true;
        if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) == Waiting) ThreadPool.UnsafeQueueUserWorkItem(static output => output._waiter.SetResult(true), this, preferLocal: false);
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        _waiter.GetResult(token);
        return new FlushResult(false, _broken);
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    /// <summary>True when nothing is left to send, or nobody is left to send it to.</summary>
    private bool TrySendAll()
    {
        while (_sent < _length && !_broken)
        {
            if (!_connection.TrySend(_buffer.AsSpan(_sent, _length - _sent), out var count)) return false;
            if (count == 0) _broken = true;
            _sent += count;
        }
        ReturnBuffer();
        return true;
    }

    private void MakeRoom(int size)
    {
        size = Math.Max(size, 1);
        if (_buffer.Length - _length >= size) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(_buffer.Length * 2, _length + size)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _sent, _length) = ([], 0, 0);
    }
}
