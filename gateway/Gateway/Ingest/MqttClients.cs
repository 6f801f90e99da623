using Nanofleet.Gateway.Configuration;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>The clients that this build has.</summary>
public static class MqttClients
{
    /// <summary>Whether MQTTnet was asked for when this was built.</summary>
#if MQTTNET
    public static bool HasMqttNet => true;
#else
    public static bool HasMqttNet => false;
#endif

    /// <summary>The chosen one; whether it is there was checked with the settings.</summary>
    public static IMqttClient Create(MqttClientChoice choice, MqttClientOptions options, IMqttReceiver receiver, TimeProvider clock) => choice switch
    {
#if MQTTNET
        MqttClientChoice.MqttNet => new Mqtt.MqttNet.MqttNetClient(options, receiver, clock),
#endif
        MqttClientChoice.Own => new MqttClient(options, receiver, clock),
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, "is not in this build"),
    };
}
