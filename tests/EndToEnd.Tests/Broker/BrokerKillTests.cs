namespace Nanofleet.EndToEnd.Tests.Broker;

/// <summary>
/// The gateway's own broker with Broker:Persistence is killed (SIGKILL) at random moments under load. Whatever it had
/// acknowledged by then must reach those whose sessions it keeps, at QoS 2 once and in order; acknowledged retained messages must be there.
/// </summary>
public sealed class BrokerKillTests(ITestOutputHelper output)
{
    private const int DefaultKills = 12;

    /// <summary>A session's queue holds 10,000 messages and drops what is more, acknowledged or not; that is another rule than the one that is tested here.</summary>
    private const int MaximumLag = 4000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_doubled_when_the_broker_is_killed_again_and_again()
    {
        var seed = Environment.GetEnvironmentVariable("NANOFLEET_SEED") is { } given ? int.Parse(given) : Random.Shared.Next();
        var kills = Environment.GetEnvironmentVariable("NANOFLEET_KILLS") is { } count ? int.Parse(count) : DefaultKills;
        output.WriteLine($"seed {seed}, {kills} kills (NANOFLEET_SEED, NANOFLEET_KILLS)");
        await using var gateway = new GatewayProcess("--Broker:Persistence=true");
        await gateway.StartAsync();
        SteadySubscriber[] subscribers =
        [
            new(gateway.MqttPort, "stays", isV5: true, TimeSpan.Zero),
            new(gateway.MqttPort, "comes and goes", isV5: false, TimeSpan.FromSeconds(1)),
        ];
        SteadyPublisher[] publishers = [];
        bool IsTooFast() => publishers.Where(publisher => !publisher.Retain).Sum(publisher => publisher.Count) > subscribers.Min(subscriber => subscriber.Count) + MaximumLag;
        publishers =
        [
            new(gateway.MqttPort, "one5", 1, isV5: true, retain: false, IsTooFast), new(gateway.MqttPort, "one3", 1, isV5: false, retain: false, IsTooFast),
            new(gateway.MqttPort, "two5", 2, isV5: true, retain: false, IsTooFast), new(gateway.MqttPort, "two3", 2, isV5: false, retain: false, IsTooFast),
            new(gateway.MqttPort, "kept1", 1, isV5: true, retain: true, IsTooFast), new(gateway.MqttPort, "kept2", 2, isV5: false, retain: true, IsTooFast),
        ];

        using var end = new CancellationTokenSource();
        using var stop = new CancellationTokenSource();
        var receiving = subscribers.Select(subscriber => subscriber.RunAsync(end.Token)).ToArray();
        await Task.WhenAll(subscribers.Select(subscriber => subscriber.Ready.Task)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var publishing = publishers.Select(publisher => publisher.RunAsync(stop.Token, end.Token)).ToArray();

        await KillAsync(gateway, new Random(seed), kills, [.. receiving, .. publishing]);
        await stop.CancelAsync();
        await Task.WhenAll(publishing).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var queued = publishers.Where(publisher => !publisher.Retain).ToArray();
        foreach (var subscriber in subscribers) await UntilCompleteAsync(subscriber, queued);
        await CheckRetainedAsync(gateway, publishers.Where(publisher => publisher.Retain));
        await end.CancelAsync();

        foreach (var subscriber in subscribers) CheckOnce(subscriber, queued.Where(publisher => publisher.QoS == 2));
        output.WriteLine(string.Join(", ", publishers.Select(publisher => $"{publisher.Name} {publisher.Acknowledged.Count}")));
        output.WriteLine(string.Join(", ", subscribers.Select(subscriber => $"{subscriber.Name} received {subscriber.Received.Length}, {subscriber.Received.Length - subscriber.Received.Distinct().Count()} of them again")));
        Assert.All(publishers, publisher => Assert.NotEmpty(publisher.Acknowledged));
    }

    private static async Task KillAsync(GatewayProcess gateway, Random random, int kills, Task[] clients)
    {
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.WhenAny([Task.Delay(random.Next(20, 1500)), .. clients.Where(client => client.IsFaulted)]);
            await gateway.KillAsync();
            await gateway.StartAsync();
            foreach (var client in clients.Where(client => client.IsFaulted)) await client;
        }
        await Task.Delay(random.Next(20, 500));
    }

    private static async Task UntilCompleteAsync(SteadySubscriber subscriber, SteadyPublisher[] publishers)
    {
        var limit = DateTime.UtcNow + Patience;
        string[] missing;
        do
        {
            var received = subscriber.Received.ToHashSet();
            missing = [.. publishers.SelectMany(publisher => publisher.Acknowledged.Select(number => $"{publisher.Name}:{number}")).Where(payload => !received.Contains(payload))];
            if (missing.Length > 0) await Task.Delay(50);
        }
        while (missing.Length > 0 && DateTime.UtcNow < limit);
        Assert.True(missing.Length == 0, $"{subscriber.Name} misses {missing.Length} acknowledged messages: {string.Join(", ", missing.Take(10))}");
    }

    private static void CheckOnce(SteadySubscriber subscriber, IEnumerable<SteadyPublisher> publishers)
    {
        foreach (var publisher in publishers)
        {
            var numbers = subscriber.Received.Where(payload => payload.StartsWith(publisher.Name + ":", StringComparison.Ordinal)).Select(payload => int.Parse(payload[(publisher.Name.Length + 1)..])).ToArray();
            var twice = numbers.GroupBy(number => number).Where(group => group.Count() > 1).Select(group => group.Key).ToArray();
            Assert.True(twice.Length == 0, $"{subscriber.Name} got twice from {publisher.Name}: {string.Join(", ", twice.Take(10))}");
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    private static async Task CheckRetainedAsync(GatewayProcess gateway, IEnumerable<SteadyPublisher> publishers)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var wire = await Wire.ConnectAsync(gateway.MqttPort, "looks", isV5: true, clean: true, limit.Token);
        foreach (var publisher in publishers)
        {
            await wire.SubscribeAsync(1, publisher.Topic, 0, limit.Token);
            await wire.ReadAsync(limit.Token);
            var (first, body) = await wire.ReadAsync(limit.Token);
            var payload = wire.Publish(first, body).Payload;
            Assert.Equal($"{publisher.Name}:{publisher.Acknowledged.Max()}", payload);
        }
    }
}
