using System.Numerics;

namespace Nanofleet.Load.Generator;

/// <summary>A set of sequence numbers, one bit each: with it every message is checked, not only their count.</summary>
internal sealed class MessageSet
{
    private const int WordBits = 64;

    private ulong[] _words = [];

    public long Count { get; private set; }

    /// <summary>False when it was in already.</summary>
    public bool Add(long seq)
    {
        var word = (int)(seq / WordBits);
        if (word >= _words.Length) Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        var bit = 1UL << (int)(seq % WordBits);
        if ((_words[word] & bit) != 0) return false;
        _words[word] |= bit;
        Count++;
        return true;
    }

    public bool Contains(long seq)
    {
        var word = seq / WordBits;
        return word < _words.Length && (_words[word] & 1UL << (int)(seq % WordBits)) != 0;
    }

    /// <summary>How many of these are not among the others.</summary>
    public long CountWithout(MessageSet others)
    {
        long count = 0;
        for (var i = 0; i < _words.Length; i++) count += BitOperations.PopCount(_words[i] & ~(i < others._words.Length ? others._words[i] : 0));
        return count;
    }
}
