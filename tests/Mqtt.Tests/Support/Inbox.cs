using System.Text;
using System.Threading.Channels;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A host that keeps what it receives and lets the test take it out, one by one. Acknowledges at once unless told not to.</summary>
internal sealed class Inbox(bool acknowledge = true) : IMqttReceiver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>();

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        _messages.Writer.TryWrite(new ReceivedMessage(
            Encoding.UTF8.GetString(delivery.Topic.Span), Encoding.UTF8.GetString(delivery.Payload.Span), delivery.QoS,
            delivery.Retain, delivery.Duplicate, delivery.ClientId, delivery.Acknowledgement, delivery.Properties.Encoded.ToArray()));
        if (acknowledge) delivery.Acknowledgement.Complete();
        return default;
    }

    public async Task<ReceivedMessage> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _messages.Reader.ReadAsync(limit.Token);
    }

    public async Task<List<ReceivedMessage>> NextAsync(int count)
    {
        var messages = new List<ReceivedMessage>();
        while (messages.Count < count) messages.Add(await NextAsync());
        return messages;
    }

    public bool IsEmpty => !_messages.Reader.TryPeek(out _);
}
