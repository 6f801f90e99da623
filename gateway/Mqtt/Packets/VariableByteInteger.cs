namespace Nanofleet.Mqtt.Packets;

/// <summary>Numbers in one to four bytes of seven bits (5.0 §1.5.5; 3.1.1 §2.2.3).</summary>
internal static class VariableByteInteger
{
    /// <summary>268 435 455.</summary>
    public const uint Maximum = 0x0FFF_FFFF;

    public static int Size(uint value) => value switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        _ => 4,
    };

    /// <summary>Writes the shortest form [MQTT-1.5.5-1] and returns its size.</summary>
    public static int Write(Span<byte> target, uint value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            target[size++] = (byte)(value | 0x80);
            value >>= 7;
        }
        target[size++] = (byte)value;
        return size;
    }

    /// <summary>
    /// The size of the number at the start; 0 when bytes are missing, -1 when it goes on after the fourth byte or is
    /// longer than needed [MQTT-1.5.5-1].
    /// </summary>
    public static int TryRead(ReadOnlySpan<byte> source, out uint value)
    {
        value = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i == source.Length) return 0;
            value |= (uint)(source[i] & 0x7F) << (7 * i);
            if (source[i] >= 0x80) continue;
            return i > 0 && source[i] == 0 ? -1 : i + 1;
        }
        return -1;
    }
}
