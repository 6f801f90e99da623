using Nanofleet.Mqtt.Tests.Support;

namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>The contract of all clients, kept by MQTTnet behind gateway/Mqtt.MqttNet, wherever that can be fetched.</summary>
public sealed class MqttNetClientTests(MqttNetBuild build) : ClientContract, IClassFixture<MqttNetBuild>
{
    private protected override IMqttClient Create(MqttClientOptions options, IMqttReceiver? receiver = null)
    {
        if (build.MissingReason is { } reason) Assert.Skip(reason);
        return build.Create(options, receiver);
    }
}
