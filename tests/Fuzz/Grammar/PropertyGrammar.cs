using System.Text;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Grammar;

/// <summary>Property sections of MQTT 5: well-made ones for a packet, and with chaos ones that break each rule there is (5.0 §2.2.2).</summary>
internal sealed class PropertyGrammar(Random random, double chaos)
{
    private static readonly PropertyId[] AllIds = Enum.GetValues<PropertyId>();

    /// <summary>A section with its length, of properties that this packet may have; those in <paramref name="without"/> only by chaos.</summary>
    public void Write(PacketBuffer packet, ulong allowed, ulong without = 0)
    {
        var section = new PacketBuffer();
        foreach (var id in AllIds)
        {
            var isAllowed = (allowed & ~without & PropertyRules.Bit(id)) != 0;
            if (random.Next(6) != 0 || !isAllowed && !Wrong(0.2)) continue;
            Append(section, id);
            if (id == PropertyId.UserProperty && random.Next(2) == 0 || Wrong(0.5)) Append(section, id);
        }
        if (Wrong(0.3)) section.Variable((uint)random.Next(1, 300), random.Next(2)); // an identifier that does not exist, or is cut off
        var length = (uint)(section.Length + (Wrong(0.3) ? random.Next(-3, 4) : 0));
        packet.Variable(length & VariableByteInteger.Maximum, Wrong(0.1) ? 1 : 0).Bytes(section.ToArray());
    }

    private bool Wrong(double weight) => random.NextDouble() < chaos * weight;

    private void Append(PacketBuffer section, PropertyId id)
    {
        section.Byte((int)id);
        switch (PropertyRules.KindOf(id))
        {
            case PropertyKind.Flag: section.Byte(Wrong(0.5) ? random.Next(256) : random.Next(2)); break;
            case PropertyKind.UInt16: section.UInt16(Wrong(0.5) ? random.Next(2) * 65535 : Small(id)); break;
            case PropertyKind.UInt32: section.UInt32(Wrong(0.3) ? (uint)random.Next(2) * uint.MaxValue : (uint)Large(id)); break;
            case PropertyKind.Variable: section.Variable((uint)(Wrong(0.5) ? 0 : random.Next(1, 300)), Wrong(0.3) ? random.Next(1, 4) : 0); break;
            case PropertyKind.Binary: section.Binary(Words.Payload(random), Lie()); break;
            case PropertyKind.Pair:
                section.Binary(Text(id), Lie());
                section.Binary(Text(id), Lie());
                break;
            default: section.Binary(Text(id), Lie()); break;
        }
    }

    private int Lie() => Wrong(0.2) ? random.Next(-2, 3) : 0;

    private byte[] Text(PropertyId id)
    {
        if (Wrong(0.5)) return Words.WrongText(random);
        return id == PropertyId.ResponseTopic ? Encoding.UTF8.GetBytes(Wrong(0.5) ? Words.WrongTopic(random) : Words.Topic(random)) : Words.TextBytes(random);
    }

    /// <summary>Within what is right everywhere: a topic alias within every maximum, a receive maximum that is not zero.</summary>
    private int Small(PropertyId id) => id == PropertyId.TopicAlias ? random.Next(1, 5) : random.Next(1, 60);

    private int Large(PropertyId id) => id == PropertyId.MaximumPacketSize ? random.Next(200, 10_000) : random.Next(0, 100);
}
