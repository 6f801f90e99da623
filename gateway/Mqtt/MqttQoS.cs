namespace Nanofleet.Mqtt;

/// <summary>Quality of service (5.0 §4.3).</summary>
public enum MqttQoS : byte
{
    /// <summary>Sent once, never acknowledged, may be lost.</summary>
    AtMostOnce = 0,

    /// <summary>Sent again until acknowledged, may arrive twice.</summary>
    AtLeastOnce = 1,

    /// <summary>Two round trips, arrives once.</summary>
    ExactlyOnce = 2,
}
