namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// Walks through a property section (5.0 §2.2.2), checking what holds for all of them: known in this packet, well
/// encoded, not twice, no forbidden value. The caller picks what it wants in a loop over <see cref="Next"/>, then asks
/// for <see cref="Error"/>.
/// </summary>
internal ref struct PropertyReader
{
    private readonly ulong _allowed;
    private readonly ulong _repeatable;
    private PacketReader _reader;
    private ulong _seen;

    /// <summary>Reads a section without its length.</summary>
    public PropertyReader(ReadOnlySpan<byte> section, ulong allowed, ulong repeatable = 0)
    {
        _reader = new PacketReader(section);
        _allowed = allowed;
        _repeatable = repeatable | PropertyRules.Bit(PropertyId.UserProperty);
    }

    /// <summary>Success, MalformedPacket or ProtocolError.</summary>
    public MqttReasonCode Error { get; private set; }

    public PropertyId Id { get; private set; }

    /// <summary>The value of a number or flag.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a text, binary or user property.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The name of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Where the property begins in its section.</summary>
    public int Start { get; private set; }

    /// <summary>Where the property ends in its section.</summary>
    public readonly int End => _reader.Position;

    public readonly bool Flag => Number != 0;

    /// <summary>Whether the section had this property, as far as it was read.</summary>
    public readonly bool Has(PropertyId id) => (_seen & PropertyRules.Bit(id)) != 0;

    /// <summary>Cuts the section with its length (§2.2.2.1) out of a packet; its absence counts as malformed.</summary>
    public static PropertyReader Begin(ref PacketReader packet, ulong allowed, ulong repeatable = 0)
    {
        var length = packet.ReadVariable();
        var section = packet.Take((int)length);
        return new PropertyReader(section, allowed, repeatable) { Error = packet.Failed ? MqttReasonCode.MalformedPacket : MqttReasonCode.Success };
    }

    /// <summary>Moves to the next property; false at the end and at the first error.</summary>
    public bool Next()
    {
        if (Error != MqttReasonCode.Success || _reader.AtEnd) return false;
        Start = _reader.Position;
        var id = _reader.ReadVariable();
        if (_reader.Failed || id >= 64 || (_allowed & (1UL << (int)id)) == 0) return Fail(MqttReasonCode.MalformedPacket); // §2.2.2.2
        Id = (PropertyId)id;
        if (!ReadValue()) return Fail(MqttReasonCode.MalformedPacket);
        if (Has(Id) && (_repeatable & PropertyRules.Bit(Id)) == 0) return Fail(MqttReasonCode.ProtocolError);
        if (PropertyRules.IsForbiddenValue(Id, Number)) return Fail(MqttReasonCode.ProtocolError);
        _seen |= PropertyRules.Bit(Id);
        return true;
    }

    private bool ReadValue()
    {
        Number = 0;
        switch (PropertyRules.KindOf(Id))
        {
            case PropertyKind.Flag: Number = _reader.ReadByte(); break;
            case PropertyKind.UInt16: Number = _reader.ReadUInt16(); break;
            case PropertyKind.UInt32: Number = _reader.ReadUInt32(); break;
            case PropertyKind.Variable: Number = _reader.ReadVariable(); break;
            case PropertyKind.Text: Bytes = _reader.ReadText(); break;
            case PropertyKind.Binary: Bytes = _reader.ReadBinary(); break;
            default:
                Name = _reader.ReadText();
                Bytes = _reader.ReadText();
                break;
        }
        return !_reader.Failed;
    }

    private bool Fail(MqttReasonCode error)
    {
        Error = error;
        return false;
    }
}
