namespace Nanofleet.Mqtt;

/// <summary>
/// Held by the host until it has made the message safe. May be completed from any thread and in any order; the library
/// answers in the order of receipt [MQTT-4.6.0-2]. Completing it twice, for QoS 0, or after the connection ended does
/// nothing: an unanswered message of a persistent session comes again.
/// </summary>
public readonly struct MqttAcknowledgement(IMqttAcknowledger? owner, uint token)
{
    /// <summary>False for QoS 0, where nobody waits for an answer.</summary>
    public bool IsAwaited => Owner is not null;

    internal IMqttAcknowledger? Owner { get; } = owner;

    internal uint Token { get; } = token;

    /// <summary>
    /// Answers the sender. A reason from 0x80 on refuses the message: MQTT 5 carries it in PUBACK or PUBREC; in 3.1.1,
    /// which cannot say no, the broker closes the connection instead and the client leaves the message unanswered.
    /// </summary>
    public void Complete(MqttReasonCode reason = MqttReasonCode.Success) => Owner?.Complete(Token, reason);
}
