using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Api;

/// <summary>Section <c>Api</c>: limits of what one caller may ask for.</summary>
public sealed class ApiOptions
{
    /// <summary>Readings in one answer; more come by the cursor.</summary>
    [Range(1, 100_000)]
    public int MaximumReadings { get; set; } = 5000;

    /// <summary>Listeners of the event stream at a time; each holds a connection and a queue.</summary>
    [Range(1, 10_000)]
    public int EventListeners { get; set; } = 200;

    /// <summary>Events that wait for one listener; one that falls further behind is cut and may connect again.</summary>
    [Range(1, 100_000)]
    public int EventQueue { get; set; } = 1000;
}
