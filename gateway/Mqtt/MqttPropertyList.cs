namespace Nanofleet.Mqtt;

/// <summary>
/// The properties of a received PUBLISH (5.0 §3.3.2.3), left in their encoding and read when asked for, so that a
/// message without them, or a host that does not look, pays nothing. Borrows the connection's buffer.
/// </summary>
public readonly struct MqttPropertyList(ReadOnlyMemory<byte> encoded)
{
    private readonly ReadOnlyMemory<byte> _encoded = encoded;

    /// <summary>True for every MQTT 3.1.1 message and for a 5.0 one that brings none.</summary>
    public bool IsEmpty => _encoded.IsEmpty;

    /// <summary>The property section as it came, without its length.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded;
}
