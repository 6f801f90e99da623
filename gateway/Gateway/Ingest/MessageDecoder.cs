using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest.FastPath;
using Nanofleet.Gateway.Security.Throttling;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Second step of a reading's way through the gateway: from topic and bytes to what the database takes. Never throws for
/// what a device sent: what cannot be understood becomes a quarantine row with its reason. Null is a message that is
/// understood and of no consequence, such as our own commands.
/// </summary>
public sealed class MessageDecoder(MqttOptions mqtt, IngestOptions options, BootClocks clocks, LimitsOptions? limits = null)
{
    /// <summary>Characters of a topic that quarantine keeps.</summary>
    private const int KeptTopic = 512;

    private readonly LimitsOptions _limits = limits ?? new LimitsOptions();
    private readonly int _mostData = PayloadLimits.Of(TopicKind.Data, limits ?? new LimitsOptions());
    private readonly KnownTopics _topics = new(mqtt);
    private readonly UsualDataDecoder _usual = new(clocks, options.FutureLimit);
    private readonly DataDecoder _data = new(clocks, options.FutureLimit);

    /// <summary>The topic, taken apart once for all its messages.</summary>
    public DeviceTopic TopicOf(ReadOnlySpan<byte> topic) => _topics.Take(topic);

    /// <summary>Decodes what came over MQTT. Readings as boards send them allocate nothing.</summary>
    public Inbound? Decode(PooledItem item) =>
        item is { Topic.IsData: true, Raw.Replayed: false } && item.Raw.Payload.Length <= _mostData && item.TryFill(_usual) ? item.Data : Decode(item.Raw);

    public Inbound? Decode(in RawMessage raw)
    {
        var kind = Topics.Parse(raw.Topic, mqtt.Namespace ?? "", mqtt.SingularRoot, out var device, out var sensor);
        if (device is null || IsNotForUs(kind)) return null;
        if (!Rules.IsDeviceId(device)) return Quarantine("", raw, Refusal.DeviceId(device));
        if (kind == TopicKind.None) return Quarantine(device, raw, Refusal.UnknownTopic(raw.Topic));
        var most = PayloadLimits.Of(kind, _limits);
        if (raw.Payload.Length > most) return Quarantine(device, raw, Refusal.TooLarge(raw.Payload.Length, most));
        if (Gzip.IsPacked(raw.Payload.Span)) return DecodePacked(kind, device, sensor, raw);
        return raw.Payload.Length == 0 ? Empty(kind, device, raw) : DecodePayload(kind, device, sensor, raw);
    }

    /// <summary>What lies in quarantine, once more, with the time at which it first came.</summary>
    public Inbound Replay(QuarantineRecord row)
    {
        var raw = new RawMessage(row.Topic, row.Payload, row.FirstSeenMs, Replayed: row.Reason == RefusalCodes.Retained);
        var inbound = row.Entry is null or { Part: QuarantinePart.Message } ? Decode(raw) : EntryDecoder.Decode(_data, row, raw);
        return (inbound ?? new DiscardInbound(row.DeviceId ?? "", row.FirstSeenMs)) with { Replays = row.Id };
    }

    /// <summary>What becomes of a message on which the decoder failed: an exception is a bug, and the message must neither be lost nor tried for ever.</summary>
    public static QuarantineInbound Failed(in RawMessage raw, Exception cause) =>
        new("", raw.ArrivalMs, new QuarantineRow(raw.Topic, raw.Payload.ToArray(), RefusalCodes.NotStorable, $"The gateway failed on this message: {cause.Message}"));

    private Inbound? DecodePacked(TopicKind kind, string device, string sensor, in RawMessage raw) =>
        Gzip.TryUnpack(raw.Payload, out var payload, out var refusal)
            ? DecodePayload(kind, device, sensor, raw with { Payload = payload })
            : Quarantine(device, raw, refusal);

    private Inbound? DecodePayload(TopicKind kind, string device, string sensor, in RawMessage raw)
    {
        if (kind is TopicKind.Data or TopicKind.SensorData && raw.Replayed) return Quarantine(device, raw, Refusal.RetainedReading());
        if (kind is TopicKind.Heartbeat or TopicKind.Response && raw.Replayed) return null; // of the past: nobody is alive or waits for it
        if (kind == TopicKind.Status && StatusDecoder.TryDecodeWord(device, raw, out var word)) return word;
        if (!JsonCheck.TryPass(raw.Payload.Span, out var refusal)) return Quarantine(device, raw, refusal);

        Inbound inbound;
        var taken = kind switch
        {
            TopicKind.Data => _data.TryDecode(device, raw, out inbound, out refusal),
            TopicKind.SensorData => SensorTopicDecoder.TryDecode(device, sensor, raw, _data.LatestMs(raw.ArrivalMs), out inbound, out refusal),
            TopicKind.Status => StatusDecoder.TryDecode(device, raw, out inbound, out refusal),
            TopicKind.Heartbeat => HeartbeatDecoder.TryDecode(device, raw, out inbound, out refusal),
            TopicKind.Info => InfoDecoder.TryDecode(device, raw, out inbound, out refusal),
            TopicKind.ConfigReported => ConfigDecoder.TryDecode(device, raw, out inbound, out refusal),
            _ => ResponseDecoder.TryDecode(device, raw, out inbound, out refusal),
        };
        return taken ? inbound : Quarantine(device, raw, refusal);
    }

    /// <summary>An empty heartbeat is one. An empty status, info or report clears the retained one and says nothing.</summary>
    private Inbound? Empty(TopicKind kind, string device, in RawMessage raw) => kind switch
    {
        TopicKind.Heartbeat => raw.Replayed ? null : new HeartbeatInbound(device, raw.ArrivalMs, null, 0, null),
        TopicKind.Status or TopicKind.Info or TopicKind.ConfigReported => null,
        _ => Quarantine(device, raw, Refusal.WrongShape("The payload is empty.")),
    };

    private QuarantineInbound Quarantine(string device, in RawMessage raw, in Refusal refusal)
    {
        var topic = raw.Topic.Length <= KeptTopic ? raw.Topic : raw.Topic[..KeptTopic];
        if (raw.Payload.Length <= Limits.GatewayMessage) return new QuarantineInbound(device, raw.ArrivalMs, new QuarantineRow(topic, raw.Payload.ToArray(), refusal.Code, refusal.Sentence));
        var beginning = raw.Payload[..options.KeptOfTooLarge].ToArray();
        return new QuarantineInbound(device, raw.ArrivalMs, new QuarantineRow(topic, beginning, refusal.Code, refusal.Sentence, new QuarantineEntry(QuarantinePart.Beginning)));
    }

    /// <summary>What goes down to boards, and what boards send for features that the gateway does not have yet.</summary>
    private static bool IsNotForUs(TopicKind kind) => kind is
        TopicKind.Stored or TopicKind.Command or TopicKind.ConfigDesired or TopicKind.OtaOffer or
        TopicKind.Log or TopicKind.OtaRequest or TopicKind.OtaProgress;
}
