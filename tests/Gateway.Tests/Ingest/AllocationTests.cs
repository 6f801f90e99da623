using System.Text;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>What a message costs the collector, from the broker's hand to its answer. Runs with no other test, because the runtime counts for all.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    /// <summary>What batches and changes of threads cost, spread over their messages: a single object for each message would be more.</summary>
    private const int BytesPerMessage = 20;

    private const int Round = 1000;
    private const int Rounds = 50;

    [Theory]
    [InlineData("""{"boot":"9f3c21aa","seq":#,"timestamp":"2026-01-05T08:00:00.000Z","time_quality":"sntp","uptime_ms":123456,"sensors":[{"sensor_name":"temperature","value":25.5,"unit":"°C"},{"sensor_name":"humidity","value":#.25,"unit":"%"},{"sensor_name":"light","value":850,"unit":"lx"}]}""")]
    [InlineData("""{"sensors": [{"sensor_name": "temperature", "value": #.5, "unit": "°C", "timestamp": "2026-01-05T08:00:00Z"}, {"sensor_name": "humidity", "value": 58}], "timestamp": "2026-01-05T08:00:00Z"}""")]
    [InlineData("""{"temperature":25.5,"humidity":#,"light":850}""")]
    public async Task A_usual_message_allocates_nothing(string shape)
    {
        var events = new FleetEvents();
        var store = ForgetfulStore.Create();
        await using var pipeline = await new Pipeline(
            store,
            observers: [new StoredReplies(pubackMeansStored: true, TimeProvider.System), new ClockOffsets(), new Presence(new DevicesOptions()), new PendingCommands(new CommandsOptions(), events), events]).StartAsync();
        var host = new CountingSender();
        var topics = Enumerable.Range(0, 10).Select(board => Encoding.UTF8.GetBytes($"devices/board-{board}/data")).ToArray();
        var payloads = Enumerable.Range(1, Round).Select(seq => Encoding.UTF8.GetBytes(shape.Replace("#", $"{seq}"))).ToArray();
        async Task RoundAsync()
        {
            ForgetfulStore.Hold(store);
            for (var at = 0; at < Round; at++)
                await pipeline.ReceiveAsync(new MqttDelivery(topics[at % topics.Length], payloads[at], MqttQoS.AtLeastOnce, acknowledgement: new MqttAcknowledgement(host, (uint)at)));
            ForgetfulStore.Release(store);
            await host.WaitForAsync(Round);
        }

        for (var i = 0; i < 20; i++) await RoundAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Rounds; i++) await RoundAsync();
        var perMessage = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Round * Rounds);

        Assert.True(perMessage <= BytesPerMessage, $"{perMessage:0.0} bytes per message");
        Assert.Equal(0, pipeline.Counters.Quarantined);
    }

    /// <summary>Counts its answers and allocates nothing for them.</summary>
    private sealed class CountingSender : IMqttAcknowledger
    {
        private readonly SemaphoreSlim _all = new(0);
        private int _answers;

        public void Complete(uint token, MqttReasonCode reason)
        {
            if (Interlocked.Increment(ref _answers) == Round) _all.Release();
        }

        public async Task WaitForAsync(int count)
        {
            if (!await _all.WaitAsync(Patience.Limit)) throw new TimeoutException($"{_answers} of {count} messages are answered");
            _answers = 0;
        }
    }
}
