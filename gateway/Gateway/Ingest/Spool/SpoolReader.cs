using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>
/// Goes through one file of the spool, record by record. What is no record becomes an entry of its own, up to the next good
/// one: nothing is passed over in silence. The file is read once, and again where it has grown.
/// </summary>
internal sealed class SpoolReader(SpoolSegment segment)
{
    private byte[] _bytes = [];

    public SpoolSegment Segment => segment;

    /// <summary>Offset of the first byte that is not brought in yet.</summary>
    public long At { get; private set; }

    /// <summary>Nothing is left of what is certain in the file now.</summary>
    public bool IsAtEnd => At >= segment.Length;

    /// <summary>Entries from here on, at most so many; stays where it is.</summary>
    public IReadOnlyList<SpoolEntry> Peek(int most)
    {
        if (_bytes.Length < segment.Length) _bytes = segment.ReadAll();
        List<SpoolEntry> entries = [];
        for (var at = (int)At; at < _bytes.Length && entries.Count < most; at = (int)entries[^1].Place.End) entries.Add(ReadAt(at));
        return entries;
    }

    /// <summary>What lies before this offset is done with.</summary>
    public void MoveTo(long offset) => At = offset;

    private SpoolEntry ReadAt(int at)
    {
        if (SpoolRecord.TryRead(_bytes.AsSpan(at), out var message, out var size)) return new SpoolEntry(PlaceOf(at + size), message, null);
        var next = SpoolRecord.Find(_bytes, at);
        var end = next < 0 ? _bytes.Length : next;
        var beginning = _bytes.AsSpan(at, Math.Min(end - at, Limits.GatewayMessage)).ToArray();
        return new SpoolEntry(PlaceOf(end), null, new SpoolDamage(segment.Path, at, end - at, beginning));
    }

    private SpoolPlace PlaceOf(long end) => new(segment.SpoolId, segment.Number, end);
}
