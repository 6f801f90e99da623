using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The time that a message gives to its readings, and where it comes from; a sensor's own time goes before it.</summary>
/// <param name="LatestMs">No clock is so wrong that a reading could be of later.</param>
/// <param name="Boot">What the message says of the clock of its boot; null where it says nothing new.</param>
public readonly record struct MessageClock(long TimeMs, TimeQuality Quality, long LatestMs, BootClock? Boot = null)
{
    /// <summary>The time of one entry: its own where it has a usable one, else the message's.</summary>
    public (long TimeMs, TimeQuality Quality) Of(ReadOnlySpan<byte> timestamp) =>
        MessageTime.TryRead(timestamp, out var own) ? (own, TimeQuality.Device) : (TimeMs, Quality);

    /// <summary>For messages without a boot.</summary>
    public static MessageClock Foreign(ReadOnlySpan<byte> timestamp, long arrivalMs, long latestMs) =>
        MessageTime.TryRead(timestamp, out var ms)
            ? new(ms, TimeQuality.Device, latestMs)
            : new(arrivalMs, TimeQuality.Arrival, latestMs);

    /// <summary>
    /// For our own boards: a synchronised message teaches when its boot began, one with uptime only is placed by that. Where
    /// nothing is known of the boot in memory, the database may know, or has the reading wait until somebody does.
    /// </summary>
    public static MessageClock Board(in DataEnvelope data, string device, string boot, long arrivalMs, long latestMs, BootClocks clocks)
    {
        var quality = JsonSlice.Text(data.TimeQuality);
        var hasUptime = JsonSlice.TryWhole(data.UptimeMs, out var uptime) && uptime >= 0 && uptime < arrivalMs;
        if (quality != Contract.TimeQualities.Uptime && MessageTime.TryRead(data.Timestamp, out var ms))
        {
            var news = hasUptime && ms <= latestMs && clocks.IsNews(device, boot, ms - uptime) ? new BootClock(ms - uptime, null) : null;
            return new(ms, quality == Contract.TimeQualities.Gateway ? TimeQuality.Gateway : TimeQuality.Device, latestMs, news);
        }

        if (!hasUptime) return new(arrivalMs, TimeQuality.Arrival, latestMs);
        return clocks.Find(device, boot) is { } start
            ? new(start.StartedMs + uptime, TimeQuality.Uptime, latestMs)
            : new(arrivalMs, TimeQuality.Arrival, latestMs, new BootClock(null, uptime));
    }
}
