using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Collects what one data message holds: good entries here, bad ones beside them with their reasons.</summary>
public sealed class DataEntries(string topic, string? boot, long seq, MessageClock clock)
{
    private List<DropRow>? _drops;
    private List<QuarantineRow>? _refused;

    public List<ReadingRow> Readings { get; } = [];

    public IReadOnlyList<DropRow> Drops => _drops ?? (IReadOnlyList<DropRow>)[];

    public IReadOnlyList<QuarantineRow> Refused => _refused ?? (IReadOnlyList<QuarantineRow>)[];

    /// <summary>Entries so far, good and bad.</summary>
    public int Count => Readings.Count + Drops.Count + Refused.Count;

    public void Add(in ReadingRow reading) => Readings.Add(reading);

    public void Add(in DropRow drop) => (_drops ??= []).Add(drop);

    /// <param name="entry">The part of the payload that is refused, as it came.</param>
    public void Refuse(QuarantinePart part, ReadOnlySpan<byte> entry, in Refusal refusal) =>
        (_refused ??= []).Add(new QuarantineRow(topic, entry.ToArray(), refusal.Code, refusal.Sentence, new QuarantineEntry(part, boot, seq, clock.TimeMs, clock.Quality)));
}
