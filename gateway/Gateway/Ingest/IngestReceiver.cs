using System.Text;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// First step of a reading's way through the gateway: takes a message from the broker, ours or another one, has it
/// decoded and puts it into the queue. While the queue is full it holds the connection back.
/// </summary>
public sealed class IngestReceiver(MqttOptions mqtt, MessageDecoder decoder, IngestQueue queue, IngestCounters counters, TimeProvider clock) : IMqttReceiver
{
    // Our own broker hands over each message once, when it is published: its retain flag is a wish of the publisher.
    private readonly bool _retainMeansReplayed = !mqtt.IsEmbedded;

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        counters.CountReceived();
        var raw = new RawMessage(
            Encoding.UTF8.GetString(delivery.Topic.Span),
            delivery.Payload.ToArray(),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            _retainMeansReplayed && delivery.Retain);
        if (decoder.Decode(raw) is { } inbound) return queue.AddAsync(new IngestItem(inbound, raw, delivery.Acknowledgement), cancel);

        counters.CountIgnored();
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }
}
