namespace Nanofleet.Mqtt.Flow;

/// <summary>The connection that a receive window answers through.</summary>
internal interface IReceiveWindowOwner
{
    /// <summary>It is this message's turn: write PUBACK or PUBREC, or refuse. Called under the window's lock, in the order of receipt.</summary>
    void Answer(ushort packetId, MqttQoS qos, MqttReasonCode reason);

    /// <summary>The host finished with a message after its connection had ended.</summary>
    void CompletedLate(ushort packetId, MqttQoS qos, MqttReasonCode reason);

    /// <summary>Answers were written: send them.</summary>
    void FlushAnswers();
}
