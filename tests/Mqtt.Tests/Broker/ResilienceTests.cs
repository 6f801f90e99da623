using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>Our client and our broker while connections are cut at random: what the qualities of service promise.</summary>
public sealed class ResilienceTests
{
    private const int Publishers = 4;
    private const int Batch = 50;
    private const int EnoughCuts = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Theory]
    [InlineData(MqttVersion.V311, MqttQoS.AtLeastOnce)]
    [InlineData(MqttVersion.V500, MqttQoS.AtLeastOnce)]
    [InlineData(MqttVersion.V311, MqttQoS.ExactlyOnce)]
    [InlineData(MqttVersion.V500, MqttQoS.ExactlyOnce)]
    public async Task Nothing_is_lost_and_nothing_comes_twice_at_exactly_once_when_connections_are_cut(MqttVersion version, MqttQoS qos)
    {
        var host = new Ledger();
        var watcher = new Ledger();
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { HostFilters = ["to/#"] }, host);
        using var stop = new CancellationTokenSource(Patience);
        await using var subscriber = Client(broker, version, "watcher", watcher);
        await subscriber.ConnectAsync(stop.Token);
        await subscriber.SubscribeAsync([new MqttSubscription("to/#", qos)], stop.Token);
        var publishers = Enumerable.Range(0, Publishers).Select(i => Client(broker, version, $"p{i}", null)).ToList();
        foreach (var publisher in publishers) await publisher.ConnectAsync(stop.Token);
        using var calm = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var cuts = new StrongBox<int>();
        var cutting = Task.WhenAll(publishers.Append(subscriber).Select((client, i) => CutAgainAndAgainAsync(client, new Random(i), cuts, calm.Token)));

        var sent = 0;
        for (; Volatile.Read(ref cuts.Value) < EnoughCuts; sent += Batch)
        {
            await Task.WhenAll(publishers.SelectMany((publisher, p) => Enumerable.Range(sent, Batch).Select(i => PublishAsync(publisher, $"to/{p}", $"{p}:{i}", qos, stop.Token))));
        }
        await calm.CancelAsync();
        await cutting;
        await watcher.HasAsync(Publishers * sent, stop.Token);
        await host.HasAsync(Publishers * sent, stop.Token);

        if (qos == MqttQoS.AtLeastOnce) return;
        Assert.All(host.Counts, count => Assert.Equal(1, count));
        Assert.All(watcher.Counts, count => Assert.Equal(1, count));
        foreach (var publisher in publishers) await publisher.DisposeAsync();
    }

    private static MqttClient Client(TestBroker broker, MqttVersion version, string id, IMqttReceiver? receiver) => new(
        new MqttClientOptions { Port = broker.Port, Version = version, ClientId = id, CleanStart = false, SessionExpiry = TimeSpan.FromHours(1), PublishTimeout = Patience }, receiver);

    /// <summary>A publish that finds no connection was not taken; one that was taken stays pending until it is answered.</summary>
    private static async Task PublishAsync(MqttClient client, string topic, string payload, MqttQoS qos, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qos, cancel: stop);
                return;
            }
            catch (MqttConnectionException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task CutAgainAndAgainAsync(MqttClient client, Random random, StrongBox<int> cuts, CancellationToken calm)
    {
        while (!calm.IsCancellationRequested)
        {
            for (var i = random.Next(300); i > 0; i--) await Task.Yield();
            client.Abort();
            await client.Closed;
            await client.ConnectAsync();
            Interlocked.Increment(ref cuts.Value);
        }
    }

    /// <summary>Counts what it receives, and finishes with each message a little later, on another thread and in no order.</summary>
    private sealed class Ledger : IMqttReceiver
    {
        private readonly ConcurrentDictionary<string, int> _counts = new();

        public ICollection<int> Counts => _counts.Values;

        public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
        {
            _counts.AddOrUpdate(Encoding.UTF8.GetString(delivery.Payload.Span), 1, (_, count) => count + 1);
            ThreadPool.UnsafeQueueUserWorkItem(static acknowledgement => acknowledgement.Complete(), delivery.Acknowledgement, preferLocal: false);
            return default;
        }

        public async Task HasAsync(int distinct, CancellationToken stop)
        {
            while (_counts.Count < distinct)
            {
                if (stop.IsCancellationRequested) Assert.Fail($"{_counts.Count} of {distinct} came");
                await Task.Yield();
            }
        }
    }
}
