using System.Buffers;
using System.IO.Pipelines;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The writing side of one connection, used by any thread. Packets go straight into the transport's memory; Flush hands
/// over what has gathered and never waits. While a flush is under way packets gather in a buffer of their own, because a
/// pipe over a stream may not be written to meanwhile; beyond <see cref="CongestionLimit"/> the peer counts as slow and
/// senders keep their messages to themselves.
/// </summary>
internal sealed class ConnectionOutput(PipeWriter writer, TimeProvider clock)
{
    /// <summary>As much again as the transport buffers by default; a slow peer costs no more than this beyond its queue.</summary>
    private const int CongestionLimit = 64 * 1024;

    private readonly PipeWriter _writer = writer;
    private readonly TimeProvider _clock = clock;
    private byte[] _overflow = [];
    private int _overflowLength;
    private int _gathered;
    private uint _packets;
    private uint _bytes;
    private bool _dirty;
    private bool _written;
    private bool _flushing;
    private bool _sealed;
    private Task _finished = Task.CompletedTask;
    private long _flushingSince;
    private TaskCompletionSource? _drained;

    /// <summary>What was written so far, for statistics: both begin again after 2³² and are read without a lock.</summary>
    public (uint Packets, uint Bytes) Written => (_packets, _bytes);

    /// <summary>Told after a slow peer took what was waiting; without a lock.</summary>
    public IOutputOwner? Owner { get; set; }

    /// <summary>Too much waits for the peer.</summary>
    public bool IsCongested => Volatile.Read(ref _overflowLength) > CongestionLimit;

    /// <summary>How long the transport has not taken what was handed to it; zero when it keeps up.</summary>
    public TimeSpan StuckFor
    {
        get
        {
            lock (this) return _flushing ? _clock.GetElapsedTime(_flushingSince) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether anything was written since this was last asked.</summary>
    public bool TakeWritten()
    {
        lock (this)
        {
            var written = _written;
            _written = false;
            return written;
        }
    }

    /// <summary>Adds a whole packet.</summary>
    public void Write(ReadOnlySpan<byte> packet)
    {
        lock (this)
        {
            if (_sealed) return;
            packet.CopyTo(Reserve(packet.Length));
            Advance(packet.Length);
        }
    }

    /// <summary>Adds the answer to a received PUBLISH: PUBACK or PUBREC (5.0 §4.3.2, §4.3.3), with a reason that it knows.</summary>
    public void AnswerPublish(ushort packetId, MqttQoS qos, MqttReasonCode reason, MqttVersion version)
    {
        var type = qos == MqttQoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
        WriteAnswer(type, packetId, AnswerPacket.Sendable(type, reason), version);
    }

    /// <summary>Adds PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public void WriteAnswer(PacketType type, ushort packetId, MqttReasonCode reason, MqttVersion version)
    {
        lock (this)
        {
            if (_sealed) return;
            Advance(AnswerPacket.Write(Reserve(AnswerPacket.MaximumSize), type, packetId, reason, version));
        }
    }

    /// <summary>Adds a PUBLISH of a size measured before; false when the connection takes no more.</summary>
    public bool Write(in OutgoingPublish packet, int size)
    {
        lock (this)
        {
            if (_sealed) return false;
            packet.Write(Reserve(size));
            Advance(size);
            if ((_gathered += size) > CongestionLimit) Flush(); // one request may lead to many: that the peer is slow must show before all of them are in the transport's memory
            return true;
        }
    }

    /// <summary>Hands what has gathered to the transport.</summary>
    public void Flush()
    {
        lock (this)
        {
            if (!_dirty || _flushing) return;
            _dirty = false;
            _gathered = 0;
            var flush = _writer.FlushAsync();
            if (flush.IsCompletedSuccessfully)
            {
                _sealed |= flush.Result.IsCompleted;
                return;
            }
            _flushing = true;
            _flushingSince = _clock.GetTimestamp();
            _finished = FinishAsync(flush);
        }
    }

    /// <summary>Completes when the peer is no longer slow, or is gone.</summary>
    public Task WaitUntilDrainedAsync()
    {
        lock (this)
        {
            if (_sealed || !_flushing || !IsCongested) return Task.CompletedTask; // sealed: nobody will tell that it drained
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Takes nothing further; whoever waits for a slow peer waits no longer. What was written before is still sent.</summary>
    public void Seal()
    {
        TaskCompletionSource? drained;
        lock (this)
        {
            _sealed = true;
            drained = _drained;
            _drained = null;
        }
        drained?.TrySetResult();
    }

    /// <summary>Ends the transport's output when the peer has taken what was written; false when it does not within the grace.</summary>
    public async Task<bool> CompleteAsync(TimeSpan grace)
    {
        Seal();
        Flush();
        Task finished;
        lock (this) finished = _finished;
        try
        {
            await finished.WaitAsync(grace);
            await _writer.CompleteAsync();
            return true;
        }
        catch (Exception e) when (e is TimeoutException or IOException or ObjectDisposedException)
        {
            return false; // it does not read, or there is nobody left to write to
        }
    }

    private async Task FinishAsync(ValueTask<FlushResult> flush)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // never under the caller's lock
        var again = true;
        while (again)
        {
            var alive = await IsAliveAfterAsync(flush);
            TaskCompletionSource? drained;
            lock (this)
            {
                drained = _drained;
                _drained = null;
                _sealed |= !alive;
                _dirty &= alive;
                if (_dirty) _writer.Write(_overflow.AsSpan(0, _overflowLength));
                ReturnOverflow();
                again = _dirty;
                _dirty = false;
                _flushing = again;
                if (again) flush = _writer.FlushAsync();
                _flushingSince = _clock.GetTimestamp();
            }
            drained?.TrySetResult();
        }
        Owner?.Drained();
    }

    private static async ValueTask<bool> IsAliveAfterAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            return !(await flush).IsCompleted;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            return false; // the reading side of the connection reports what happened
        }
    }

    private Span<byte> Reserve(int size)
    {
        if (!_flushing) return _writer.GetSpan(size);
        if (_overflow.Length - _overflowLength < size) Grow(size);
        return _overflow.AsSpan(_overflowLength);
    }

    private void Advance(int size)
    {
        _dirty = _written = true;
        _packets++;
        _bytes += (uint)size;
        if (_flushing) _overflowLength += size;
        else _writer.Advance(size);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_overflow.Length * 2, _overflowLength + size));
        _overflow.AsSpan(0, _overflowLength).CopyTo(larger);
        if (_overflow.Length > 0) ArrayPool<byte>.Shared.Return(_overflow);
        _overflow = larger;
    }

    private void ReturnOverflow()
    {
        if (_overflow.Length > 0) ArrayPool<byte>.Shared.Return(_overflow);
        _overflow = [];
        _overflowLength = 0;
    }
}
