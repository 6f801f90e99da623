using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// First step of a reading's way through the gateway: takes a message from the broker, ours or another one, has it
/// decoded and puts it into the queue. While the queue is full it holds the connection back. In the steady state a usual
/// message allocates nothing here (<c>tests/Benchmarks -- ingest</c>).
/// </summary>
public sealed partial class IngestReceiver(
    MqttOptions mqtt,
    MessageDecoder decoder,
    ItemPool pool,
    IngestQueue queue,
    IngestCounters counters,
    TimeProvider clock,
    ILogger<IngestReceiver> log,
    IngestLimit? limit = null) : IMqttReceiver
{
    // Our own broker hands over each message once, when it is published: its retain flag is a wish of the publisher.
    private readonly bool _retainMeansReplayed = !mqtt.IsEmbedded;

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        counters.CountReceived();
        var item = pool.Rent();
        item.Take(decoder.TopicOf(delivery.Topic.Span), delivery, clock.GetUtcNow().ToUnixTimeMilliseconds(), _retainMeansReplayed && delivery.Retain);
        if (Decode(item) is { } inbound && limit?.Admits(inbound, delivery.Payload.Length) != false)
        {
            item.Holds(inbound);
            return queue.AddAsync(item, cancel);
        }

        counters.CountIgnored();
        pool.Return(item);
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>An exception here is a bug. Let through it would close the connection, and the message would come again for ever.</summary>
    private Inbound? Decode(PooledItem item)
    {
        try
        {
            return decoder.Decode(item);
        }
        catch (Exception e)
        {
            var raw = item.Raw;
            LogBug(e, raw.Topic);
            return MessageDecoder.Failed(raw, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Decoding a message on {Topic} failed in an unforeseen way; it goes to quarantine.")]
    private partial void LogBug(Exception cause, string topic);
}
