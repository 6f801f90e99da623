namespace Nanofleet.VirtualBoard.Storage;

/// <summary>
/// One file on the flash. Changes since the last flush can be undone from the end, which is how a torn write is made:
/// power loss keeps a prefix of what was written and not flushed.
/// </summary>
internal sealed class FlashFile(byte[] content)
{
    private readonly List<Change> _unflushed = [];
    private byte[] _bytes = content;

    internal int Length { get; private set; } = content.Length;

    internal ReadOnlySpan<byte> Content => _bytes.AsSpan(0, Length);

    internal bool IsDirty => _unflushed.Count > 0;

    /// <summary>Steps that power loss may cut between: a byte written, or a change of length.</summary>
    internal int UnflushedSteps { get; private set; }

    internal int Read(long position, Span<byte> destination)
    {
        if (position >= Length) return 0;
        var source = Content[(int)position..];
        if (source.Length > destination.Length) source = source[..destination.Length];
        source.CopyTo(destination);
        return source.Length;
    }

    internal void Write(int position, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        Remember(position, Math.Min(data.Length, Math.Max(0, Length - position)), data.Length);
        Put(position, data);
    }

    internal void SetLength(int length)
    {
        if (length == Length) return;
        Remember(Math.Min(length, Length), Math.Max(0, Length - length), 1);
        Resize(length);
    }

    internal void Flush()
    {
        _unflushed.Clear();
        UnflushedSteps = 0;
    }

    /// <summary>Undoes what was not flushed but for the first so many steps.</summary>
    internal void Tear(int stepsKept)
    {
        var before = UnflushedSteps;
        for (var i = _unflushed.Count - 1; i >= 0 && before > stepsKept; i--)
        {
            var change = _unflushed[i];
            before -= change.Steps;
            var kept = Content.Slice(Math.Min(change.Position, Length), Math.Clamp(stepsKept - before, 0, Math.Max(0, Length - change.Position))).ToArray();
            Undo(change);
            if (before < stepsKept) Put(change.Position, kept);
        }
        Flush();
    }

    private void Remember(int position, int overwritten, int steps)
    {
        var old = overwritten > 0 ? _bytes.AsSpan(position, overwritten).ToArray() : [];
        _unflushed.Add(new Change(position, old, Length, steps));
        UnflushedSteps += steps;
    }

    private void Undo(Change change)
    {
        Resize(change.OldLength);
        change.Old.CopyTo(_bytes, change.Position);
    }

    private void Put(int position, ReadOnlySpan<byte> data)
    {
        if (position + data.Length > Length) Resize(position + data.Length);
        data.CopyTo(_bytes.AsSpan(position));
    }

    private void Resize(int length)
    {
        if (length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
        if (length < Length) _bytes.AsSpan(length, Length - length).Clear();
        Length = length;
    }

    private readonly record struct Change(int Position, byte[] Old, int OldLength, int Steps);
}
