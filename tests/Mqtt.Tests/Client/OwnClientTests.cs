namespace Nanofleet.Mqtt.Tests.Client;

/// <summary>The contract of all clients, kept by our own.</summary>
public sealed class OwnClientTests : ClientContract
{
    private protected override IMqttClient Create(MqttClientOptions options, IMqttReceiver? receiver = null) => new MqttClient(options, receiver);
}
