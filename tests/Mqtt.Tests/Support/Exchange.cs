using System.Text;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>Messages from a client to itself, small ones and some that take many reads and writes of the transport.</summary>
internal static class Exchange
{
    private const int Count = 100;

    public static async Task RunAsync(MqttClientOptions options, MqttQoS qos)
    {
        var inbox = new Inbox();
        await using var client = new MqttClient(options, inbox);
        Assert.True((await client.ConnectAsync()).IsAccepted);
        await client.SubscribeAsync([new MqttSubscription("#", qos)]);

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => client.PublishAsync("t", Encoding.UTF8.GetBytes(Payload(i)), qos).AsTask()));

        Assert.Equal(Enumerable.Range(0, Count).Select(Payload), (await inbox.NextAsync(Count)).Select(message => message.Payload));
    }

    private static string Payload(int i) => i % 50 == 0 ? new string('x', 300_000) : $"{i}";
}
