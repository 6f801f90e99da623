namespace Nanofleet.Mqtt;

/// <summary>Decides whether a client may subscribe to a filter (for a shared subscription the part after the group); a refusal goes back in SUBACK.</summary>
public delegate MqttReasonCode MqttAuthorizeSubscribe(MqttPeer peer, string filter, MqttQoS qos);
