using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Nanofleet.Contract;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>A board as far as MQTT sees it. What it publishes with QoS 1 at the gateway's own broker is stored when the call returns.</summary>
public sealed class TestBoard : IMqttReceiver, IAsyncDisposable
{
    private readonly Channel<(string Topic, string Payload)> _received = Channel.CreateUnbounded<(string, string)>();
    private readonly MqttClient _client;
    private readonly string _id;

    private TestBoard(int port, string id, string? will)
    {
        _id = id;
        var options = new MqttClientOptions { Port = port, ClientId = id };
        if (will is not null) options.Will = new MqttWill { Topic = Topics.Device("", id, Topics.Status), Payload = Encoding.UTF8.GetBytes(will), QoS = MqttQoS.AtLeastOnce, Retain = true };
        _client = new MqttClient(options, this);
    }

    public static async Task<TestBoard> ConnectAsync(int port, string id, string? will = null)
    {
        var board = new TestBoard(port, id, will);
        await board._client.ConnectAsync(Patience.Cancel);
        await board._client.SubscribeAsync([new MqttSubscription(Topics.Device("", id, "+"), MqttQoS.AtLeastOnce, NoLocal: true), new MqttSubscription(Topics.Device("", id, Topics.ConfigDesired), MqttQoS.AtLeastOnce), new MqttSubscription("system/#")], Patience.Cancel);
        return board;
    }

    public Task PublishAsync(string leaf, string payload) => PublishAsync(leaf, Encoding.UTF8.GetBytes(payload));

    public async Task PublishAsync(string leaf, byte[] payload) =>
        await _client.PublishAsync(Topics.Device("", _id, leaf), payload, MqttQoS.AtLeastOnce, cancel: Patience.Cancel).AsTask().InTime();

    /// <summary>Gone without goodbye, as when power fails.</summary>
    public void Abort() => _client.Abort();

    /// <summary>The next message on this topic; others are passed over.</summary>
    public async Task<JsonElement> ReceiveAsync(string topic)
    {
        while (true)
        {
            var (found, payload) = await _received.Reader.ReadAsync(Patience.Cancel).AsTask().InTime();
            if (found == topic) return JsonDocument.Parse(payload).RootElement;
        }
    }

    /// <summary>Messages so far that nobody has asked for.</summary>
    public int Waiting => _received.Reader.Count;

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        _received.Writer.TryWrite((Encoding.UTF8.GetString(delivery.Topic.Span), Encoding.UTF8.GetString(delivery.Payload.Span)));
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
