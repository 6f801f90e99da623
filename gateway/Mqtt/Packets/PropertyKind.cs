namespace Nanofleet.Mqtt.Packets;

/// <summary>How a property's value is encoded (5.0 §1.5, §2.2.2.2).</summary>
internal enum PropertyKind : byte
{
    Unknown,
    Flag,
    UInt16,
    UInt32,
    Variable,
    Text,
    Binary,
    Pair,
}
