namespace Nanofleet.Mqtt.Flow;

/// <summary>The numbers that one peer uses in place of topics, for one connection (5.0 §3.3.2.3.4).</summary>
internal sealed class TopicAliases(ushort maximum)
{
    private byte[]?[] _topics = [];

    /// <summary>Replaces an empty topic by what its alias stands for, or remembers what it stands for from now on.</summary>
    public MqttReasonCode Resolve(ushort alias, ref ReadOnlyMemory<byte> topic)
    {
        if (alias == 0) return topic.IsEmpty ? MqttReasonCode.ProtocolError : MqttReasonCode.Success;
        if (alias > maximum) return MqttReasonCode.TopicAliasInvalid; // [MQTT-3.3.2-9]
        if (topic.IsEmpty)
        {
            if (alias > _topics.Length || _topics[alias - 1] is not { } known) return MqttReasonCode.ProtocolError;
            topic = known;
            return MqttReasonCode.Success;
        }
        if (_topics.Length == 0) _topics = new byte[maximum][];
        if (_topics[alias - 1] is not { } old || !topic.Span.SequenceEqual(old)) _topics[alias - 1] = topic.ToArray();
        return MqttReasonCode.Success;
    }
}
