using System.Buffers;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>Our words in MQTTnet's, and the other way round. Reason codes have the specification's numbers at both ends.</summary>
internal static class Translation
{
    public static MQTTnet.MqttClientOptions ToOptions(MqttClientOptions options)
    {
        var will = options.Will;
        return new MQTTnet.MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions(), // never used: the channel is our own
            ProtocolVersion = options.Version == MqttVersion.V500 ? MQTTnet.Formatter.MqttProtocolVersion.V500 : MQTTnet.Formatter.MqttProtocolVersion.V311,
            ClientId = options.ClientId,
            Credentials = options.User is null ? null : new MqttClientCredentials(options.User, options.Password is null ? null : System.Text.Encoding.UTF8.GetBytes(options.Password)),
            CleanSession = options.CleanStart,
            SessionExpiryInterval = (uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 0, uint.MaxValue),
            KeepAlivePeriod = options.KeepAlive,
            ReceiveMaximum = options.ReceiveMaximum,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            TopicAliasMaximum = options.TopicAliasMaximum,
            Timeout = options.ConnectTimeout,
            ValidateFeatures = false, // what a version does not know is left out, as our own client does
            WillTopic = will?.Topic,
            WillPayload = will?.Payload.ToArray(),
            WillQualityOfServiceLevel = (MqttQualityOfServiceLevel)(will?.QoS ?? 0),
            WillRetain = will?.Retain ?? false,
            WillDelayInterval = will?.DelaySeconds ?? 0,
        };
    }

    public static MqttConnectResult ToResult(MqttClientConnectResult result, MqttClientOptions options) => new()
    {
        ReasonCode = (MqttReasonCode)(byte)result.ResultCode,
        ReasonText = string.IsNullOrEmpty(result.ReasonString) ? null : result.ReasonString,
        SessionPresent = result.IsSessionPresent,
        ClientId = string.IsNullOrEmpty(result.AssignedClientIdentifier) ? options.ClientId : result.AssignedClientIdentifier,
        SessionExpiry = result.SessionExpiryInterval is { } expiry ? TimeSpan.FromSeconds(expiry) : options.SessionExpiry,
        ReceiveMaximum = result.ReceiveMaximum is { } maximum and > 0 ? maximum : ushort.MaxValue,
        MaximumQoS = options.Version == MqttVersion.V500 ? (MqttQoS)(byte)result.MaximumQoS : MqttQoS.ExactlyOnce,
        RetainAvailable = options.Version == MqttVersion.V311 || result.RetainAvailable,
        MaximumPacketSize = result.MaximumPacketSize ?? uint.MaxValue,
        TopicAliasMaximum = result.TopicAliasMaximum,
        KeepAlive = result.ServerKeepAlive > 0 ? TimeSpan.FromSeconds(result.ServerKeepAlive) : options.KeepAlive,
        ResponseInformation = result.ResponseInformation,
        ServerReference = string.IsNullOrEmpty(result.ServerReference) ? null : result.ServerReference,
    };

    public static MqttTopicFilter ToFilter(MqttSubscription subscription) => new()
    {
        Topic = subscription.Filter,
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)subscription.QoS,
        NoLocal = subscription.NoLocal,
        RetainAsPublished = subscription.RetainAsPublished,
        RetainHandling = (MQTTnet.Protocol.MqttRetainHandling)subscription.RetainHandling,
    };

    public static MqttApplicationMessage ToMessage(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos, bool retain) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
        Retain = retain,
    };

    public static ReadOnlyMemory<byte> ToMemory(ReadOnlySequence<byte> payload) => payload.IsSingleSegment ? payload.First : payload.ToArray();

    /// <summary>What the message says about itself, in the encoding that the host reads. Nothing, where it is not what the specification allows, which MQTTnet does not look at: no message may end the connection again and again.</summary>
    public static MqttPropertyList ToProperties(MqttApplicationMessage message)
    {
        try
        {
            var encoded = Properties(message).Encode();
            return encoded.Length > 0 ? new MqttPropertyList(encoded) : default;
        }
        catch (ArgumentException)
        {
            return default;
        }
    }

    private static MqttMessageProperties Properties(MqttApplicationMessage message) => new()
    {
        PayloadIsText = message.PayloadFormatIndicator == MqttPayloadFormatIndicator.CharacterData,
        ContentType = message.ContentType,
        ResponseTopic = message.ResponseTopic,
        CorrelationData = message.CorrelationData,
        UserProperties = [.. (message.UserProperties ?? []).Select(property => KeyValuePair.Create(property.Name, System.Text.Encoding.UTF8.GetString(property.ValueBuffer.Span)))],
    };
}
