using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>
/// Finds what was made of a text by the text's bytes, so that it is made once and not for every message. Allocates nothing
/// where it finds; any thread may look while another adds. Bounded: a table that is full forgets everything and begins again.
/// </summary>
/// <param name="most">Texts that it holds.</param>
public sealed class Utf8Table<T>(int most)
    where T : class
{
    private const int FirstSize = 64;

    private readonly Lock _gate = new();
    private Entry?[] _entries = new Entry?[FirstSize];
    private int _count;

    public T? Find(ReadOnlySpan<byte> text) => Find(Volatile.Read(ref _entries), text, Utf8Hash.Of(text));

    public void Add(ReadOnlySpan<byte> text, T value)
    {
        var entry = new Entry(Utf8Hash.Of(text), text.ToArray(), value);
        lock (_gate)
        {
            if (Find(_entries, text, entry.Hash) is not null) return;
            if (_count == most) Resize(FirstSize, keep: false);
            else if (_count * 2 >= _entries.Length) Resize(_entries.Length * 2, keep: true); // half empty, or the ways become long
            Place(_entries, entry);
            _count++;
        }
    }

    private static T? Find(Entry?[] entries, ReadOnlySpan<byte> text, uint hash)
    {
        var mask = entries.Length - 1;
        for (var at = (int)hash & mask; entries[at] is { } entry; at = (at + 1) & mask)
        {
            if (entry.Hash == hash && text.SequenceEqual(entry.Text)) return entry.Value;
        }

        return null;
    }

    private static void Place(Entry?[] entries, Entry entry)
    {
        var mask = entries.Length - 1;
        var at = (int)entry.Hash & mask;
        while (entries[at] is not null) at = (at + 1) & mask;
        Volatile.Write(ref entries[at], entry);
    }

    private void Resize(int size, bool keep)
    {
        var other = new Entry?[size];
        if (!keep) _count = 0;
        else foreach (var entry in _entries) if (entry is not null) Place(other, entry);
        Volatile.Write(ref _entries, other);
    }

    private sealed record Entry(uint Hash, byte[] Text, T Value);
}

/// <summary>A quick hash of a short text. Its seed differs from start to start, so that nobody can choose texts that meet.</summary>
file static class Utf8Hash
{
    private const ulong Odd = 0x9E3779B97F4A7C15; // 2⁶⁴ divided by the golden ratio

    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64();

    public static uint Of(ReadOnlySpan<byte> text)
    {
        var hash = s_seed ^ (uint)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text));
            text = text[sizeof(ulong)..];
        }

        ulong rest = 0;
        if (text.Length >= sizeof(uint))
        {
            rest = BinaryPrimitives.ReadUInt32LittleEndian(text);
            text = text[sizeof(uint)..];
        }

        foreach (var one in text) rest = rest << 8 | one;
        return (uint)Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        value *= Odd;
        return value ^ value >> 32;
    }
}
