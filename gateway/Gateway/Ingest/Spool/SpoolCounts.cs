namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>What waits on the gateway's own disk for the database.</summary>
/// <param name="Bytes">Of the files.</param>
/// <param name="OldestMs">When the oldest message arrived, Unix milliseconds; null where none waits.</param>
/// <param name="Damaged">Stretches of the files that could not be read, since the start; they are in quarantine.</param>
/// <param name="Problem">Why it takes no more; null while it does.</param>
public sealed record SpoolCounts(long Messages, long Bytes, long? OldestMs, long Damaged, string? Problem);
