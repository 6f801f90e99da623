using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Footprint;

/// <summary>
/// Sends readings and heartbeats through all of Core and counts what it allocates on the way, without what the fakes around
/// it do. On .NET: objects are larger there than on the board, and as many.
/// </summary>
internal sealed class PublishPath
{
    private const int WarmUp = 200;

    private readonly Bench _bench = new(
        capacity: 64, limits: new OutboxLimits { Capacity = 64, FlashBytes = 64 * 1024, FlushMs = 300_000 }, level: LogLevel.Info, heartbeatMs: 86_400_000,
        moreSensors: [.. new[] { "humidity", "light", "rssi", "free_memory", "uptime_s" }.Select(name => new FakeSensor(name, "%"))]);

    public static Footprint Measure(int rounds)
    {
        var path = new PublishPath();
        path._bench.GoOnline();
        for (var i = 0; i < WarmUp; i++) path.Round();
        long sampling = 0, sending = 0, heartbeat = 0, idle = 0;
        for (var i = 0; i < rounds; i++)
        {
            var bytes = path.Round();
            (sampling, sending, idle, heartbeat) = (sampling + bytes.Sampling, sending + bytes.Sending, idle + bytes.Idle, heartbeat + bytes.Heartbeat);
        }

        Assert.Equal(0, path._bench.Outbox.Waiting);
        var (message, beat) = path.Sizes();
        return new Footprint((double)sampling / rounds, (double)sending / rounds, message, (double)heartbeat / rounds, beat, (double)idle / rounds);
    }

    private (long Sampling, long Sending, long Idle, long Heartbeat) Round()
    {
        _bench.Clock.UptimeMs += 1000;
        _bench.Mqtt.Sent.Clear();
        var sampling = Count(() => _bench.Sampler.Step());
        var sending = Count(() => _bench.RunLink(0));
        var idle = Count(() => _bench.Link.Step());
        return (sampling, sending, idle, Count(() => _bench.Uplink.SendHeartbeat()));
    }

    private (int Message, int Heartbeat) Sizes() => (_bench.Mqtt.Of("data").Last().Payload.Length, _bench.Mqtt.Of("heartbeat").Last().Payload.Length);

    private long Count(Action work)
    {
        var (own, before) = (OwnBytes, GC.GetAllocatedBytesForCurrentThread());
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before - (OwnBytes - own);
    }

    private long OwnBytes => _bench.Mqtt.OwnBytes + _bench.Files.OwnBytes;
}
