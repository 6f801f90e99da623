using Nanofleet.Mqtt.Tests.Support;
using Nanofleet.Testing.Misbehaving;

namespace Nanofleet.Mqtt.Tests.Broker;

/// <summary>A hundred clients that misbehave in every way at once take nothing from a hundred that behave. How much slower those become is tests/Benchmarks' business.</summary>
public sealed class MisbehavingClientTests
{
    private const int Behaving = 100;
    private const int Misbehaving = 100;
    private const int Messages = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Clients_that_behave_lose_nothing_beside_a_hundred_that_do_not()
    {
        await using var broker = await TestBroker.StartAsync();
        var inboxes = Enumerable.Range(0, Behaving).Select(_ => new Inbox()).ToArray();
        var clients = new List<MqttClient>();
        for (var i = 0; i < Behaving; i++)
        {
            var client = await broker.ConnectAsync(i % 2 == 0 ? MqttVersion.V311 : MqttVersion.V500, $"good-{i}", inboxes[i]);
            await client.SubscribeAsync([new MqttSubscription($"good/{i}", MqttQoS.ExactlyOnce)]);
            clients.Add(client);
        }
        using var limit = new CancellationTokenSource(Patience);
        await using (var crowd = new MisbehavingCrowd(broker.Port, Misbehaving))
        {
            await crowd.AllAtItAsync(limit.Token);
            await Task.WhenAll(clients.Select((client, i) => PublishAsync(client, $"good/{(i + 1) % Behaving}", limit.Token)));
        }

        foreach (var inbox in inboxes)
        {
            var messages = await inbox.NextAsync(Messages);
            Assert.Equal(Enumerable.Range(0, Messages).Select(number => $"{number}"), messages.Select(message => message.Payload));
            Assert.True(inbox.IsEmpty);
        }
        Assert.All(clients, client => Assert.True(client.IsConnected));
        await broker.UntilAsync(() => broker.Broker.Counters.Connections == Behaving); // the others are gone, and so is what they held
        Assert.InRange(broker.Broker.Counters.Sessions, Behaving, Behaving + 1); // the one that they threw each other out of has an expiry
    }

    private static async Task PublishAsync(MqttClient client, string topic, CancellationToken cancel)
    {
        for (var i = 0; i < Messages; i++) await client.PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes($"{i}"), (MqttQoS)(1 + i % 2), cancel: cancel);
    }
}
