using Nanofleet.Mqtt.Client;
using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Client;

public sealed class ConnectionLoopTests
{
    [Fact]
    public void Pauses_lie_between_nothing_and_a_limit_that_doubles_up_to_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new AlwaysOne());
        int[] limits = [1, 2, 4, 8, 16, 32, 60, 60];

        Assert.Equal(limits, Enumerable.Range(0, limits.Length).Select(_ => (int)Math.Round(backoff.Next().TotalSeconds)));
        backoff.Reset();
        Assert.Equal(1, (int)Math.Round(backoff.Next().TotalSeconds));
        Assert.All(Enumerable.Range(0, 100).Select(_ => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), Random.Shared).Next()), pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_refusal_is_told_and_waited_out()
    {
        var isWelcome = false;
        await using var broker = await TestBroker.StartAsync(new MqttBrokerOptions { Authenticate = (_, _, _) => new(Volatile.Read(ref isWelcome) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized) });
        var clock = new ManualClock();
        var losses = new List<MqttDisconnect>();
        var loop = new MqttConnectionLoop(Options(broker), [], null, clock) { Lost = (why, _) => { lock (losses) losses.Add(why); } };
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);

        await broker.UntilAsync(() => { WaitOut(loop, clock); lock (losses) return losses.Count >= 3; });
        lock (losses) Assert.All(losses, loss => Assert.Equal((MqttReasonCode.NotAuthorized, true, "refused: not authorized; are user and password right?"), (loss.Reason, loss.ByPeer, loss.Explanation)));
        await Assert.ThrowsAsync<MqttConnectionException>(() => loop.PublishAsync("t", default).AsTask());
        Volatile.Write(ref isWelcome, true);
        await broker.UntilAsync(() => { WaitOut(loop, clock); return loop.State == MqttConnectionState.Connected; });

        Assert.Equal(MqttReasonCode.NoMatchingSubscribers, await loop.PublishAsync("t", default, MqttQoS.AtLeastOnce));
        await stop.CancelAsync();
        await running;
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == 0);
    }

    [Fact]
    public async Task A_refused_subscription_and_a_failing_host_count_as_losses()
    {
        var refuses = true;
        var options = new MqttBrokerOptions { AuthorizeSubscribe = (_, _, _) => Volatile.Read(ref refuses) ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success };
        await using var broker = await TestBroker.StartAsync(options);
        var clock = new ManualClock();
        var losses = new List<string>();
        var loop = new MqttConnectionLoop(Options(broker), [new MqttSubscription("wanted")], null, clock)
        {
            Connected = (_, _) => throw new InvalidOperationException("no database"),
            Lost = (why, _) => { lock (losses) losses.Add(why.Explanation); },
        };
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);

        await broker.UntilAsync(() => { WaitOut(loop, clock); lock (losses) return losses.Count > 0; });
        Volatile.Write(ref refuses, false);
        await broker.UntilAsync(() => { WaitOut(loop, clock); lock (losses) return losses[^1].Contains("host", StringComparison.Ordinal); });

        await stop.CancelAsync();
        await running;

        Assert.Equal("the broker refused the subscription to 'wanted': NotAuthorized", losses[0]);
        Assert.Equal("the host failed after the connection: no database", losses[^1]);
    }

    /// <summary>No limit but the pauses runs out while the clock is moved.</summary>
    private static MqttClientOptions Options(TestBroker broker) => new() { Port = broker.Port, ConnectTimeout = TimeSpan.FromDays(1), KeepAlive = TimeSpan.Zero };

    private static void WaitOut(MqttConnectionLoop loop, ManualClock clock)
    {
        if (loop.State == MqttConnectionState.Waiting) clock.Advance(TimeSpan.FromSeconds(1));
    }

    private sealed class AlwaysOne : Random
    {
        public override double NextDouble() => 1;
    }
}
