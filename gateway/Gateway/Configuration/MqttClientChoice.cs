namespace Nanofleet.Gateway.Configuration;

/// <summary>Whose MQTT client connects to another broker.</summary>
public enum MqttClientChoice
{
    /// <summary>Nanofleet.Mqtt's.</summary>
    Own,

    /// <summary>MQTTnet's, which is in a build only where it was asked for.</summary>
    MqttNet,
}
