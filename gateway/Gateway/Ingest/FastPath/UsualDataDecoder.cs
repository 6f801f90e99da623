using System.Runtime.InteropServices;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>
/// Decodes <c>devices/{id}/data</c> as boards send it all day, in one walk over the bytes and without allocating
/// anything. It takes only what it fully understands and gives then what <see cref="DataDecoder"/> would; for anything
/// else it says no, and that decoder finds out what it is. Tests hold the two against each other.
/// </summary>
public sealed class UsualDataDecoder(BootClocks clocks, TimeSpan futureLimit)
{
    private readonly KnownTexts _texts = new();

    /// <param name="json">The payload, in the first <paramref name="length"/> bytes.</param>
    /// <param name="data">Filled where this returns true, of no use where it returns false. It keeps a reference to <paramref name="json"/>.</param>
    public bool TryDecode(DeviceTopic topic, byte[] json, int length, long arrivalMs, DataInbound data)
    {
        data.Readings.Clear();
        if (length > Limits.GatewayMessage) return false;
        var head = default(DataHead);
        var cursor = new JsonCursor(json, length);
        if (!TryWalk(ref cursor, ref head, data.Readings) || !head.IsUsual) return false;

        var latestMs = arrivalMs + (long)futureLimit.TotalMilliseconds;
        string? boot = null;
        if (head.Has(DataHead.Members.Boot) && (head.Seq < 1 || (boot = topic.Boot(head.Boot)) is null)) return false;
        if (!TryClock(topic, boot, head, arrivalMs, latestMs, out var clock) || !TryPlace(data.Readings, clock)) return false;

        (data.DeviceId, data.ArrivalMs, data.Boot, data.Seq) = (topic.DeviceId, arrivalMs, boot, head.Seq);
        (data.Topic, data.Payload, data.Clock) = (topic.Text, new ReadOnlyMemory<byte>(json, 0, length), clock.Boot);
        data.SaidMs = DataDecoder.SaidMs(boot, clock);
        return true;
    }

    private bool TryWalk(ref JsonCursor cursor, ref DataHead head, List<ReadingRow> readings)
    {
        if (!cursor.Take('{')) return false;
        do
        {
            if (!cursor.TryName(out var name)) return false;
            var member = DataHead.MemberOf(name);
            if (!head.TryEnter(member)) return false;
            var taken = member switch
            {
                DataHead.Members.Simple => TrySimple(name, ref cursor, readings),
                DataHead.Members.Boot => cursor.TryText(out head.Boot),
                DataHead.Members.Seq => cursor.TryWhole(out head.Seq),
                DataHead.Members.Time => cursor.TryTime(out head.TimeMs),
                DataHead.Members.Quality => cursor.TryText(out head.Quality),
                DataHead.Members.Uptime => cursor.TryWhole(out head.UptimeMs),
                DataHead.Members.Sensors => TryList(ref cursor, readings),
                _ => false,
            };
            if (!taken) return false;
        }
        while (cursor.Take(','));

        return cursor.Take('}') && cursor.IsAtEnd;
    }

    private bool TryList(ref JsonCursor cursor, List<ReadingRow> readings)
    {
        if (!cursor.Take('[')) return false;
        do
        {
            if (readings.Count == Limits.GatewayReadings || !UsualReading.TryRead(ref cursor, _texts, out var reading)) return false;
            readings.Add(reading);
        }
        while (cursor.Take(','));

        return cursor.Take(']');
    }

    private bool TrySimple(ReadOnlySpan<byte> name, ref JsonCursor cursor, List<ReadingRow> readings)
    {
        if (readings.Count == Limits.GatewayReadings || _texts.Sensor(name) is not { } sensor || !cursor.TryNumber(out var value)) return false;
        readings.Add(new ReadingRow(sensor, value, null, UsualReading.NoTime, TimeQuality.Device));
        return true;
    }

    /// <summary>The rules of <see cref="MessageClock"/>. False where a reading would have to wait for somebody who knows the time.</summary>
    private bool TryClock(DeviceTopic topic, string? boot, in DataHead head, long arrivalMs, long latestMs, out MessageClock clock)
    {
        var hasTime = head.Has(DataHead.Members.Time);
        clock = hasTime ? new MessageClock(head.TimeMs, TimeQuality.Device, latestMs) : new MessageClock(arrivalMs, TimeQuality.Arrival, latestMs);
        if (boot is null) return true;

        var hasUptime = head.Has(DataHead.Members.Uptime) && head.UptimeMs < arrivalMs;
        var isGateway = head.Quality.SequenceEqual("gateway"u8);
        if (head.Quality.SequenceEqual("uptime"u8)) hasTime = false;
        else if (head.Has(DataHead.Members.Quality) && !isGateway && !head.Quality.SequenceEqual("sntp"u8)) return false;
        var start = hasUptime ? topic.Start(boot, clocks) : null;
        if (hasTime)
        {
            var news = hasUptime && head.TimeMs <= latestMs && (start is null || start.IsNews(head.TimeMs - head.UptimeMs));
            clock = new(head.TimeMs, isGateway ? TimeQuality.Gateway : TimeQuality.Device, latestMs, news ? new BootClock(head.TimeMs - head.UptimeMs, null) : null);
            return true;
        }

        if (start is not null) clock = new(start.StartedMs + head.UptimeMs, TimeQuality.Uptime, latestMs);
        else if (!hasUptime) clock = new(arrivalMs, TimeQuality.Arrival, latestMs);
        return start is not null || !hasUptime;
    }

    /// <summary>Gives the time of the message to readings without one. False where one lies too far ahead.</summary>
    private static bool TryPlace(List<ReadingRow> readings, in MessageClock clock)
    {
        foreach (ref var reading in CollectionsMarshal.AsSpan(readings))
        {
            if (reading.TimeMs == UsualReading.NoTime) reading = reading with { TimeMs = clock.TimeMs, Quality = clock.Quality };
            if (reading.TimeMs > clock.LatestMs) return false;
        }

        return true;
    }
}
