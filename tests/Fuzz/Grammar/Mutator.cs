namespace Nanofleet.Fuzz.Grammar;

/// <summary>Damages packets below their structure: bits, bytes, lengths, order.</summary>
internal static class Mutator
{
    /// <summary>One damaged copy; the longer it is the more it may take.</summary>
    public static byte[] Damage(Random random, byte[] packet)
    {
        var bytes = packet.ToList();
        for (var times = random.Next(1, 4); times > 0; times--) DamageOnce(random, bytes);
        return [.. bytes];
    }

    /// <summary>Cuts bytes into the pieces that a network might make of them.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Pieces(Random random, ReadOnlyMemory<byte> bytes)
    {
        var largest = random.Next(4) switch { 0 => 1, 1 => 7, 2 => 100, _ => int.MaxValue };
        while (bytes.Length > 0)
        {
            var size = Math.Min(bytes.Length, largest == int.MaxValue ? largest : random.Next(1, largest + 1));
            yield return bytes[..size];
            bytes = bytes[size..];
        }
    }

    private static void DamageOnce(Random random, List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var isInside = at < bytes.Count;
        switch (random.Next(8))
        {
            case 0 when isInside: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 1 when isInside: bytes[at] = (byte)random.Next(256); break;
            case 2 when isInside: bytes[at] = (byte)(random.Next(2) * 255); break;
            case 3 when isInside: bytes.RemoveAt(at); break;
            case 4: bytes.Insert(at, (byte)random.Next(256)); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6 when isInside: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 9)))); break;
            default:
                if (bytes.Count > 1) bytes[1] = (byte)random.Next(256); // the remaining length
                break;
        }
    }
}
