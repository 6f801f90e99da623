namespace Nanofleet.Mqtt;

/// <summary>One topic filter of a SUBSCRIBE with its options (5.0 §3.8.3.1); all but the QoS are MQTT 5 only.</summary>
public sealed record MqttSubscription(
    string Filter,
    MqttQoS QoS = MqttQoS.AtMostOnce,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    MqttRetainHandling RetainHandling = MqttRetainHandling.SendAtSubscribe);
