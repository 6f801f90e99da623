using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// First step of a reading's way through the gateway: takes a message from the broker, ours or another one, has it
/// decoded and puts it into the queue. While the queue is full it holds the connection back.
/// </summary>
public sealed partial class IngestReceiver(
    MqttOptions mqtt,
    MessageDecoder decoder,
    IngestQueue queue,
    IngestCounters counters,
    TimeProvider clock,
    ILogger<IngestReceiver> log) : IMqttReceiver
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
        if (Decode(raw) is { } inbound) return queue.AddAsync(new IngestItem(inbound, raw, delivery.Acknowledgement), cancel);

        counters.CountIgnored();
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>An exception here is a bug. Let through it would close the connection, and the message would come again for ever.</summary>
    private Inbound? Decode(in RawMessage raw)
    {
        try
        {
            return decoder.Decode(raw);
        }
        catch (Exception e)
        {
            LogBug(e, raw.Topic);
            return new QuarantineInbound("", raw.ArrivalMs, new QuarantineRow(raw.Topic, raw.Payload, RefusalCodes.NotStorable, $"The gateway failed on this message: {e.Message}"));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Decoding a message on {Topic} failed in an unforeseen way; it goes to quarantine.")]
    private partial void LogBug(Exception cause, string topic);
}
