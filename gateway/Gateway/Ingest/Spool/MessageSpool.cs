using System.Buffers;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// Messages on the gateway's own disk, first in, first out. What is taken is on the disk when the call returns: one write
/// and one synchronisation for all of a batch. Bounded in bytes; where it is full or the disk refuses, it takes nothing and says why.
/// What has been read stays until it is released. One adds, one reads.
/// </summary>
public sealed class MessageSpool : IDisposable
{
    /// <summary>A file is removed as a whole, so a small spool has small files; and it is read as a whole, so none is large.</summary>
    private const long MostSegmentBytes = 4 * 1024 * 1024;
    private const int Segments = 8;

    private readonly Lock _gate = new();
    private readonly SpoolFolder? _folder;
    private readonly long _capacity;
    private readonly long _segmentBytes;
    private readonly List<SpoolSegment> _segments = [];
    private SpoolReader? _reader;
    private TaskCompletionSource _filled = NewSignal();
    private SpoolCounts _counts = new(0, 0, null, 0, null);

    private MessageSpool(SpoolFolder? folder, long capacity)
    {
        (_folder, _capacity) = (folder, capacity);
        _segmentBytes = Math.Clamp(capacity / Segments, SpoolOptions.LeastBytes, MostSegmentBytes);
    }

    /// <summary>Takes nothing and has nothing.</summary>
    public static MessageSpool Off { get; } = new(null, 0);

    /// <summary>Bytes that were cut from the end of the last file at the start: a write that a crash broke off, and nobody's acknowledgement.</summary>
    public long CutBytes { get; private set; }

    /// <summary>Whether it takes messages at all.</summary>
    public bool IsOn => _capacity > 0;

    public SpoolCounts Counts => Volatile.Read(ref _counts);

    public bool IsEmpty => !Volatile.Read(ref _filled).Task.IsCompleted;

    /// <summary>Takes over what an earlier process left. A spool that is off makes no folder, but empties one that is there.</summary>
    /// <exception cref="IOException">Another gateway has it, or the file system refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static MessageSpool Open(string path, long capacity, IFaultPoints faults)
    {
        if (capacity == 0 && !Directory.Exists(path)) return new MessageSpool(null, 0);
        var spool = new MessageSpool(SpoolFolder.Open(path, faults), capacity);
        try
        {
            spool.Recover();
            return spool;
        }
        catch (Exception)
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Completes when there is something to bring in.</summary>
    public Task WaitAsync(CancellationToken cancel)
    {
        lock (_gate) return _filled.Task.WaitAsync(cancel);
    }

    /// <summary>Returns how many of the messages, from the first on, are on the disk now; where that is not all, <see cref="SpoolCounts.Problem"/> says why.</summary>
    public int Append(IReadOnlyList<RawMessage> messages)
    {
        lock (_gate)
        {
            var taken = 0;
            string? problem = null;
            while (taken < messages.Count && problem is null)
            {
                try
                {
                    var added = AppendToOne(messages, taken);
                    taken += added;
                    if (added == 0) problem = $"it holds {Bytes} of {_capacity} bytes (Spool:MaximumBytes)";
                }
                catch (IOException e)
                {
                    problem = $"the disk refuses: {e.Message}";
                }
            }

            RemoveFinished();
            var counts = Counts;
            Tell(counts with { Messages = counts.Messages + taken, OldestMs = counts.OldestMs ?? (taken > 0 ? messages[0].ArrivalMs : null), Problem = problem });
            return taken;
        }
    }

    /// <summary>What comes next, of one file, at most so many; null where nothing is left.</summary>
    internal SpoolPiece? Peek(int most)
    {
        lock (_gate) return First() is { IsAtEnd: false } reader ? new SpoolPiece(reader.Peek(most)) : null;
    }

    /// <summary>A piece is in the database: its file goes when nothing of it is left.</summary>
    internal void Release(SpoolPiece piece)
    {
        lock (_gate)
        {
            First()!.MoveTo(piece.End.End);
            var damaged = piece.Entries.Count(entry => entry.Damage is not null);
            var counts = Counts;
            Advance(counts with { Messages = counts.Messages - piece.Entries.Count + damaged, Damaged = counts.Damaged + damaged });
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var segment in _segments) segment.Dispose();
            _folder?.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long Bytes => _segments.Sum(segment => segment.Length);

    private void Recover()
    {
        _segments.AddRange(_folder!.OpenAll());
        foreach (var segment in _segments) CutBytes += segment.Recover(isLast: segment == _segments[^1]);
        Advance(new SpoolCounts(_segments.Sum(segment => segment.Messages), 0, null, 0, null));
    }

    /// <summary>Writes as many as the last file, or a new one, has room for; 0 where the spool has none.</summary>
    private int AppendToOne(IReadOnlyList<RawMessage> messages, int from)
    {
        var room = _capacity - Bytes;
        if (SpoolRecord.Size(messages[from]) > room) return 0;
        var segment = Last();
        var (count, bytes) = (0, 0);
        while (from + count < messages.Count)
        {
            var size = SpoolRecord.Size(messages[from + count]);
            if (bytes + size > room || (count > 0 && segment.Length + bytes + size > _segmentBytes)) break;
            bytes += size;
            count++;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            var at = 0;
            for (var i = from; i < from + count; i++) at += SpoolRecord.Write(messages[i], buffer.AsSpan(at));
            segment.Append(buffer.AsSpan(0, bytes), count);
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The file that takes what comes.</summary>
    private SpoolSegment Last()
    {
        var last = _segments.LastOrDefault();
        if (last is { IsSealed: false } && last.Length < _segmentBytes) return last;
        var next = _folder!.Add(last);
        _segments.Add(next);
        if (last is not { Length: 0 } || _segments[0] == last) return next;
        _segments.Remove(last); // a disk that fails again and again must not leave a file each time
        _folder.Remove(last);
        return next;
    }

    private SpoolReader? First()
    {
        if (_reader is null && _segments.Count > 0) _reader = new SpoolReader(_segments[0]);
        return _reader;
    }

    private void RemoveFinished()
    {
        while (First() is { IsAtEnd: true } reader && TryRemove(reader.Segment)) _reader = null;
    }

    private void Advance(SpoolCounts counts)
    {
        RemoveFinished();
        Tell(counts with { OldestMs = First() is { IsAtEnd: false } first ? first.Peek(1)[0].Message?.ArrivalMs : null });
    }

    /// <summary>The last file only goes when the next one is there, which keeps the number. False: it stays, and takes what comes.</summary>
    private bool TryRemove(SpoolSegment first)
    {
        try
        {
            if (_segments.Count == 1 && first.Length == 0) return false;
            if (_segments.Count == 1) _segments.Add(_folder!.Add(first));
            _segments.RemoveAt(0);
            _folder!.Remove(first);
            return true;
        }
        catch (IOException)
        {
            return _segments[0] != first; // no room for a new file; or the old one comes again, and the database knows its place
        }
    }

    private void Tell(SpoolCounts counts)
    {
        Volatile.Write(ref _counts, counts with { Bytes = Bytes });
        var isEmpty = First() is null or { IsAtEnd: true };
        if (!isEmpty) _filled.TrySetResult();
        else if (_filled.Task.IsCompleted) _filled = NewSignal();
    }
}
