namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A delivery copied out of the connection's buffer.</summary>
internal sealed record ReceivedMessage(
    string Topic, string Payload, MqttQoS QoS, bool Retain, bool Duplicate, string? ClientId, MqttAcknowledgement Acknowledgement, byte[] Properties)
{
    public MqttPropertyList PropertyList => new(Properties);
}
