using System.Text;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Memory that one message was in serves the next: nobody may notice.</summary>
public sealed class ReuseTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task What_a_listener_was_told_stays_as_it_was_when_the_next_messages_come()
    {
        var events = new FleetEvents();
        using var listener = events.Subscribe(10);
        await using var pipeline = await new Pipeline(_store, observers: [events]).StartAsync();

        for (var value = 1; value <= 3; value++) await SendAndWaitAsync(pipeline, value);

        for (var value = 1; value <= 3; value++)
        {
            var told = Assert.IsType<DataStored>(await listener.NextAsync(Patience.Cancel));
            Assert.Equal(value, Assert.Single(told.Readings).Value);
        }
    }

    [Fact]
    public async Task What_went_to_quarantine_stays_as_it_came_when_the_next_messages_come()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();

        await pipeline.SendAsync("{ broken");
        await pipeline.Acks.WaitForAsync(1);
        for (var value = 1; value <= 3; value++) await SendAndWaitAsync(pipeline, value);

        var refused = Assert.IsType<QuarantineInbound>(_store.Committed[0]);
        Assert.Equal("{ broken", Encoding.UTF8.GetString(refused.Row.Payload));
    }

    [Fact]
    public async Task A_short_message_shows_nothing_of_the_longer_one_before_it()
    {
        await using var pipeline = await new Pipeline(_store).StartAsync();

        await pipeline.SendAsync($$"""{"boot":"9f3c21aa","seq":1,"timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":5,"sensors":[{"sensor_name":"a","value":1},{"sensor_name":"b","value":2,"unit":"%"}]}""");
        await pipeline.Acks.WaitForAsync(1);
        await pipeline.DrainAsync();
        await pipeline.SendAsync("""{"t":3}""");
        await pipeline.Acks.WaitForAsync(2);

        var second = Assert.IsType<DataInbound>(_store.Committed[1]);
        Assert.Equal((null, 0L, (BootClock?)null), (second.Boot, second.Seq, second.Clock));
        Assert.Equal(("t", 3.0, (string?)null), (Assert.Single(second.Readings).Sensor, second.Readings[0].Value, second.Readings[0].Unit));
        Assert.Equal("""{"t":3}""", Encoding.UTF8.GetString(second.Payload!.Value.Span));
    }

    private static async Task SendAndWaitAsync(Pipeline pipeline, int value)
    {
        await pipeline.SendAsync($$"""{"t":{{value}}}""");
        await pipeline.DrainAsync(); // not only answered: the item is back, so the next message gets it
    }
}
