using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt;

/// <summary>What an MQTT 5 message says about itself (§3.3.2.3); left out towards MQTT 3.1.1.</summary>
public sealed class MqttMessageProperties
{
    /// <summary>The payload is UTF-8 text.</summary>
    public bool PayloadIsText { get; init; }

    /// <summary>How long it is worth delivering; null: for ever.</summary>
    public TimeSpan? MessageExpiry { get; init; }

    /// <summary>What the payload is.</summary>
    public string? ContentType { get; init; }

    /// <summary>Where an answer is expected; a topic name.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What the answer must bring back.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>Anything else, in this order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];

    internal uint? ExpirySeconds => MessageExpiry is { } expiry ? (uint)Math.Clamp(Math.Ceiling(expiry.TotalSeconds), 0, uint.MaxValue) : null;

    /// <summary>All but the expiry, which changes on the way.</summary>
    internal byte[] Encode()
    {
        var writer = new PacketWriter(stackalloc byte[256], PacketType.Publish);
        if (PayloadIsText) writer.WriteProperty(PropertyId.PayloadFormatIndicator, 1);
        writer.WriteProperty(PropertyId.ContentType, ContentType);
        if (ResponseTopic is not null && !TopicName.IsValid(Encoding.UTF8.GetBytes(ResponseTopic))) throw new ArgumentException($"'{ResponseTopic}' is not a topic name [MQTT-3.3.2-14]");
        writer.WriteProperty(PropertyId.ResponseTopic, ResponseTopic);
        if (!CorrelationData.IsEmpty) writer.WriteProperty(PropertyId.CorrelationData, CorrelationData.Span);
        foreach (var (name, value) in UserProperties) writer.WriteUserProperty(name, value);
        var section = writer.Body.ToArray();
        writer.Dispose();
        return section;
    }
}
