namespace Nanofleet.Mqtt;

/// <summary>
/// Decides whether a client may publish to a topic (UTF-8), for its will too. A refusal goes back in PUBACK or PUBREC
/// in MQTT 5; in 3.1.1, which cannot say no, the message is acknowledged and dropped, and counted.
/// </summary>
public delegate MqttReasonCode MqttAuthorizePublish(MqttPeer peer, ReadOnlySpan<byte> topic, MqttQoS qos, bool retain);
