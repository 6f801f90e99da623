using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Section <c>Ingest</c>: how much may be on its way between the broker and the database.</summary>
public sealed class IngestOptions
{
    /// <summary>Messages that wait for the database. Beyond it senders wait; nothing is dropped.</summary>
    [Range(1, 10_000_000)]
    public int QueueMessages { get; set; } = 20_000;

    /// <summary>Bytes of payload that wait for the database: 20,000 messages of the largest size would be more than a small computer has.</summary>
    [Range(Contract.Limits.GatewayMessage, int.MaxValue)]
    public int QueueBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Messages in one transaction. Gains flatten beyond some thousand, and a transaction holds the acknowledgements of all its messages.</summary>
    [Range(1, 100_000)]
    public int BatchMessages { get; set; } = 2000;

    /// <summary>First pause after the database failed; doubles up to <see cref="RetryMaximum"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryMinimum { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two attempts, and so the longest delay after the database is back.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetryMaximum { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a payload that is too large which quarantine keeps: enough to see who sent what.</summary>
    [Range(0, Contract.Limits.GatewayMessage)]
    public int KeptOfTooLarge { get; set; } = 1024;

    /// <summary>How long an upload by HTTP waits for its commit before its sender hears that he should try again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the Idempotency-Key of an upload is remembered.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UploadKeyAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many of them are remembered; beyond, the oldest are forgotten. One takes some 150 bytes of the database.</summary>
    [Range(1, 10_000_000)]
    public int UploadKeys { get; set; } = 100_000;

    /// <summary>How far ahead of arrival the time of a reading may lie: a clock may be wrong by a zone, not by more. What lies beyond goes to quarantine.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FutureLimit { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long readings that know only their uptime wait for their board to know the time; then arrival time stands in.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PlaceWithin { get; set; } = TimeSpan.FromMinutes(10);
}
