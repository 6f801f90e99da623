using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Nanofleet.Mqtt.Epoll;

/// <summary>
/// The reading side of a socket. Bytes are received when somebody waits for them and not before, into one piece of
/// memory that goes back to the pool as soon as it is read empty.
/// </summary>
internal sealed class EpollInput(EpollConnection connection) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int BufferSize = 32 * 1024;

    /// <summary>With less room than this a receive is not worth its system call.</summary>
    private const int LeastRoom = 4 * 1024;

    /// <summary>Who sends so much at a time comes after those who do not.</summary>
    private const int Much = 8 * 1024;

    /// <summary>So often it is read before it counts as one that is known to say little.</summary>
    private const byte NewReads = 8;

    private const int Quiet = 0;
    private const int Readable = 1;
    private const int Waiting = 2;

    private readonly EpollConnection _connection = connection;
    private ManualResetValueTaskSourceCore<bool> _waiter;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _state;
    private bool _unexamined;
    private volatile bool _completed;
    private volatile bool _cancelled;
    private volatile bool _peerClosed;
    private byte _newReads = NewReads;

    /// <summary>It had much to say when it was last read, or is new: connecting and subscribing may cost much, however short.</summary>
    public bool ReadsMuch { get; private set; } = true;

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (_cancelled || _unexamined || _completed)
        {
            result = TakeResult();
            return true;
        }
        result = default;
        return false;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled) return ReadCancellableAsync(cancellationToken);
        return TryRead(out var result) ? new(result) : WaitAsync();
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_start == _end) return;
        _start = consumed.GetInteger();
        _unexamined = examined.GetInteger() < _end;
        if (_start == _end) _start = _end = 0;
    }

    /// <inheritdoc/>
    /// <remarks>The reader goes on elsewhere: whoever calls this may hold locks.</remarks>
    public override void CancelPendingRead()
    {
        _cancelled = true;
        if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) == Waiting) ThreadPool.UnsafeQueueUserWorkItem(static input => input._waiter.SetResult(true), this, preferLocal: false);
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        _completed = true;
        ReturnBuffer();
    }

    /// <summary>The socket is closed.</summary>
    public void Break()
    {
        _completed = true;
        CancelPendingRead();
    }

    /// <summary>The loop's thread: there may be bytes. Whoever waits for them goes on from here.</summary>
    public void BecameReadable(bool peerClosed)
    {
        if (peerClosed) _peerClosed = true;
        while (true)
        {
            if (Interlocked.CompareExchange(ref _state, Quiet, Waiting) != Waiting)
            {
                if (Interlocked.CompareExchange(ref _state, Readable, Quiet) != Waiting) return;
                continue; // it began to wait in between
            }
            if (TryReceive() || _cancelled)
            {
                _waiter.SetResult(true);
                return;
            }
            ReleaseMemory();
            if (!TryBeginWaiting()) _state = Waiting; // more came meanwhile: receive again
            else if (!_cancelled) return;
        }
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _waiter.GetResult(token);
        return TakeResult();
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _waiter.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiter.OnCompleted(continuation, state, token, flags);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // a client waits like this for every message
    private async ValueTask<ReadResult> ReadCancellableAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (TryRead(out var result)) return result;
        await using (cancel.UnsafeRegister(static input => ((EpollInput)input!).CancelPendingRead(), this)) result = await WaitAsync();
        if (result.IsCanceled) cancel.ThrowIfCancellationRequested();
        return result;
    }

    private ValueTask<ReadResult> WaitAsync()
    {
        _waiter.Reset();
        ReleaseMemory();
        var waiter = new ValueTask<ReadResult>(this, _waiter.Version);
        if (!TryBeginWaiting())
        {
            _state = Waiting; // it is readable, and nobody but the reader leaves that state
            _connection.Enqueue();
        }
        if (_cancelled) CancelPendingRead(); // it was cancelled after this was last looked at
        return waiter;
    }

    private bool TryBeginWaiting() => Interlocked.CompareExchange(ref _state, Waiting, Quiet) == Quiet;

    private ReadResult TakeResult()
    {
        var cancelled = _cancelled;
        _cancelled = false;
        return new ReadResult(_start == _end ? default : new ReadOnlySequence<byte>(_buffer, _start, _end - _start), cancelled, _completed);
    }

    /// <summary>True when bytes came or the peer has closed.</summary>
    private bool TryReceive()
    {
        MakeRoom();
        var room = _buffer.AsSpan(_end);
        if (!_connection.TryReceive(room, out var count)) return false;
        if (count == 0) _completed = true;
        _end += count;
        if (_newReads > 0) _newReads--;
        ReadsMuch = count >= Much || _newReads > 0;
        if (count == room.Length || _peerClosed) Interlocked.CompareExchange(ref _state, Readable, Quiet); // there is more, and it may not be told again
        return true;
    }

    private void MakeRoom()
    {
        if (_buffer.Length - _end >= LeastRoom) return;
        var length = _end - _start;
        if (_buffer.Length >= BufferSize && _buffer.Length - length >= LeastRoom)
        {
            _buffer.AsSpan(_start, length).CopyTo(_buffer);
            (_start, _end) = (0, length);
            return;
        }
        MoveTo(ArrayPool<byte>.Shared.Rent(Math.Max(BufferSize, length * 2)));
    }

    /// <summary>What waits, waits small: nothing for a connection that is quiet, little for the beginning of a packet.</summary>
    private void ReleaseMemory()
    {
        var length = _end - _start;
        if (length == 0) ReturnBuffer();
        else if (length < _buffer.Length / 8) MoveTo(ArrayPool<byte>.Shared.Rent(length));
    }

    private void MoveTo(byte[] other)
    {
        var length = _end - _start;
        _buffer.AsSpan(_start, length).CopyTo(other);
        ReturnBuffer();
        (_buffer, _start, _end) = (other, 0, length);
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }
}
