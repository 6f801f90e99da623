using System.Text;
using Nanofleet.Fuzz.Engine;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>One decoder and short ways to hand it messages.</summary>
public sealed class Decode(MqttOptions? mqtt = null)
{
    private readonly BootClocks _clocks = new();
    private MessageDecoder? _decoder;

    private MessageDecoder Decoder => _decoder ??= new(mqtt ?? new MqttOptions { SingularRoot = true }, new IngestOptions(), _clocks);

    public Inbound? Any(string topic, string payload, bool replayed = false, long arrivalMs = Times.Arrival) =>
        Any(topic, Encoding.UTF8.GetBytes(payload), replayed, arrivalMs);

    /// <summary>Decodes it both ways, as it comes over MQTT and by the general decoder, which must understand the same.</summary>
    public Inbound? Any(string topic, byte[] payload, bool replayed = false, long arrivalMs = Times.Arrival)
    {
        var inbound = Decoder.Decode(new RawMessage(topic, payload, arrivalMs, replayed));
        var item = new PooledItem();
        item.Take(Decoder.TopicOf(Encoding.UTF8.GetBytes(topic)), new MqttDelivery(default, payload), arrivalMs, replayed);
        Assert.Equal(InboundText.Of(inbound), InboundText.Of(Decoder.Decode(item)));
        return inbound;
    }

    /// <summary>The message must be readings.</summary>
    public DataInbound Data(string payload, string topic = "devices/b1/data") => Assert.IsType<DataInbound>(Any(topic, payload));

    /// <summary>The message is in the database.</summary>
    public void Committed(Inbound inbound) => _clocks.Committed([inbound], new CommitResult([Outcome.Stored], [], 0));

    /// <summary>The message must be refused as a whole.</summary>
    public QuarantineRow Refused(string topic, string payload) => Assert.IsType<QuarantineInbound>(Any(topic, payload)).Row;
}
