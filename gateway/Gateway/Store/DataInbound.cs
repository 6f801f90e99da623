namespace Nanofleet.Gateway.Store;

/// <summary>
/// Readings, and the sequence number that makes them count once. Of the many that arrive the ingest uses the same few
/// objects again and again: whoever is handed one may read it until its commit is told, and copies what must live longer.
/// </summary>
/// <param name="Boot">Null for foreign devices, whose readings carry no sequence.</param>
/// <param name="Seq">Counts from 1 within the boot; 0 where there is none.</param>
/// <param name="Readings">What passed validation; empty when everything was refused or the message only reports drops.</param>
/// <param name="Drops">Sequence numbers that will not come any more.</param>
/// <param name="Refused">Entries of this message that did not pass: they go to quarantine in the same transaction.</param>
/// <param name="StatusJson">The member <c>status</c> of the full shape: a JSON object merged into the last report.</param>
/// <param name="Topic">With <paramref name="Payload"/>, the message as it came: for quarantine, when the ledger cannot take it (too many gaps).</param>
public sealed record DataInbound(
    string DeviceId,
    long ArrivalMs,
    string? Boot,
    long Seq,
    List<ReadingRow> Readings,
    IReadOnlyList<DropRow> Drops,
    IReadOnlyList<QuarantineRow> Refused,
    string? StatusJson = null,
    GeoPoint? Location = null,
    string? Topic = null,
    ReadOnlyMemory<byte>? Payload = null,
    ClientKey? Key = null,
    BootClock? Clock = null) : Inbound(DeviceId, ArrivalMs)
{
    public string? Boot { get; internal set; } = Boot;

    public long Seq { get; internal set; } = Seq;

    public string? Topic { get; internal set; } = Topic;

    public ReadOnlyMemory<byte>? Payload { get; internal set; } = Payload;

    public BootClock? Clock { get; internal set; } = Clock;
}
