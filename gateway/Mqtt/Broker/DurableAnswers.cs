using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>PUBREL and PUBCOMP of one connection that wait for their commit: the token is the packet identifier and, above it, the packet's type.</summary>
internal sealed class DurableAnswers(BrokerConnection connection) : IMqttAcknowledger
{
    public static uint Token(PacketType type, ushort packetId) => (uint)type << 16 | packetId;

    /// <inheritdoc/>
    public void Complete(uint token, MqttReasonCode reason)
    {
        connection.Output.WriteAnswer((PacketType)(token >> 16), (ushort)token, reason, connection.Version);
        connection.FlushUnlessReading();
    }
}
