using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Section <c>Quarantine</c>: how much of what could not be used is kept.</summary>
public sealed class QuarantineOptions
{
    /// <summary>Different messages; beyond, the ones not seen for longest make room and are counted.</summary>
    [Range(0, 1_000_000)]
    public int Rows { get; set; } = 10_000;

    /// <summary>Bytes of payload: ten thousand rows of the largest size would be 640 MB, too much for a small computer's card.</summary>
    [Range(0, int.MaxValue)]
    public int Bytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long after it was last seen a message is kept: a fix comes within a month or not at all.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(30);
}
