using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Security.Audit;

/// <summary>Section <c>Audit</c>: how much of the audit log is kept.</summary>
public sealed class AuditOptions
{
    /// <summary>A little more than a year, so that one can look back at the same season.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(400);

    /// <summary>The oldest make room for new ones; what failed or was denied may take a quarter of them.</summary>
    [Range(100, 100_000_000)]
    public int Rows { get; set; } = 100_000;
}
