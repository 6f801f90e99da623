namespace Nanofleet.Mqtt;

/// <summary>The protocol level that a CONNECT carries (3.1.1 §3.1.2.2, 5.0 §3.1.2.2).</summary>
public enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0.</summary>
    V500 = 5,
}
