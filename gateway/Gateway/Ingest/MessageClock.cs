using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The time that a message gives to its readings, and where it comes from; a sensor's own time goes before it.</summary>
public readonly record struct MessageClock(long TimeMs, TimeQuality Quality, long ArrivalMs)
{
    /// <summary>The time of one entry: its own where it has a usable one, else the message's.</summary>
    public (long TimeMs, TimeQuality Quality) Of(ReadOnlySpan<byte> timestamp) =>
        MessageTime.TryRead(timestamp, ArrivalMs, out var own) ? (own, TimeQuality.Device) : (TimeMs, Quality);

    /// <summary>For messages without a boot.</summary>
    public static MessageClock Foreign(ReadOnlySpan<byte> timestamp, long arrivalMs) =>
        MessageTime.TryRead(timestamp, arrivalMs, out var ms)
            ? new(ms, TimeQuality.Device, arrivalMs)
            : new(arrivalMs, TimeQuality.Arrival, arrivalMs);

    /// <summary>For our own boards: a synchronised message teaches when its boot began, one with uptime only is placed by that.</summary>
    public static MessageClock Board(in DataEnvelope data, string device, string boot, long arrivalMs, BootClocks clocks)
    {
        var quality = JsonSlice.Text(data.TimeQuality);
        var hasUptime = JsonSlice.TryWhole(data.UptimeMs, out var uptime) && uptime >= 0 && uptime < arrivalMs;
        if (quality != Contract.TimeQualities.Uptime && MessageTime.TryRead(data.Timestamp, arrivalMs, out var ms))
        {
            if (hasUptime) clocks.Learn(device, boot, ms - uptime);
            return new(ms, quality == Contract.TimeQualities.Gateway ? TimeQuality.Gateway : TimeQuality.Device, arrivalMs);
        }

        return hasUptime && clocks.TryFind(device, boot, out var started)
            ? new(started + uptime, TimeQuality.Uptime, arrivalMs)
            : new(arrivalMs, TimeQuality.Arrival, arrivalMs);
    }
}
