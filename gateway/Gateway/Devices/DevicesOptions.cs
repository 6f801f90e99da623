using System.ComponentModel.DataAnnotations;

namespace Nanofleet.Gateway.Devices;

/// <summary>Section <c>Devices</c>: when a device counts as online.</summary>
public sealed class DevicesOptions
{
    /// <summary>Silence after which a device is offline: three missed heartbeats of the usual 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Time to come back after a last will: a board that changes its access point is not an alarm.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan WillGrace { get; set; } = TimeSpan.FromSeconds(5);
}
