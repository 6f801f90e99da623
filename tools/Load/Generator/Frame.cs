namespace Nanofleet.Load.Generator;

/// <summary>How long an MQTT packet is (3.1.1 §2.2.3).</summary>
internal static class Frame
{
    private const int Continued = 128;

    /// <summary>False while not all of it is there.</summary>
    /// <param name="head">Bytes before the body.</param>
    /// <param name="length">Bytes of the body.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int head, out int length)
    {
        (head, length) = (1, 0);
        for (var shift = 0; ; shift += 7)
        {
            if (head >= bytes.Length) return false;
            var digit = bytes[head++];
            length |= (digit & (Continued - 1)) << shift;
            if (digit < Continued) return bytes.Length >= head + length;
        }
    }
}
