using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Devices;

/// <summary>How far a device's clock is off, smoothed over its messages since the gateway's start.</summary>
/// <param name="OffsetMs">Above 0 it is ahead of the gateway's.</param>
public sealed record DeviceClock(long OffsetMs, long Samples, string Measured)
{
    public static DeviceClock? Of(ClockOffset? offset) => offset is null ? null : new((long)Math.Round(offset.OffsetMs), offset.Samples, Timestamps.Text(offset.MeasuredMs));
}
