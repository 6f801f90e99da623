using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Commands;

/// <summary>Section <c>Commands</c>: how long and how many.</summary>
public sealed class CommandsOptions
{
    /// <summary>How long a caller waits for a board's answer where he does not say.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait that a caller may ask for: each holds a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaximumTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Commands that wait for an answer at a time; a further one is refused.</summary>
    [Range(1, 100_000)]
    public int MaximumPending { get; set; } = 1000;
}
