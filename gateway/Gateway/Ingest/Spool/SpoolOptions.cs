using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Ingest.Spool;

/// <summary>Section <c>Spool</c>: where messages wait on the gateway's own disk while the database cannot be reached.</summary>
public sealed class SpoolOptions
{
    /// <summary>Below this a spool would be full before it helped anybody.</summary>
    public const long LeastBytes = 64 * 1024;

    /// <summary>False: nothing is spooled, and messages wait unacknowledged with their senders. What lies there from before is still brought in.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Bytes on disk; beyond, messages wait with their senders. 0 is the same as not enabled. 256 MB hold about a million messages of a board.</summary>
    [Range(0, long.MaxValue)]
    public long MaximumBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How long the database must have been away: most outages are shorter, and what never goes to the spool need not come out of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The folder, of one gateway alone; absent: <c>spool</c> in the data directory. Best on another disk than the database.</summary>
    public string? Directory { get; set; }

    /// <summary>What it may hold; 0 where it is off.</summary>
    public long Capacity => Enabled ? MaximumBytes : 0;
}
