using System.Globalization;
using System.Text;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// A set of sequence numbers kept as sorted, separate, non-touching ranges: a boot that lost nothing is one range, however long.
/// Its text is what the ledger's row holds: <c>1-96,98,101-240</c>.
/// </summary>
internal sealed class SeqRanges
{
    /// <summary>What the contract's parser takes: eighteen digits. Keeps every sum within a long.</summary>
    public const long Largest = 999_999_999_999_999_999;

    /// <summary>Bytes of one range as text.</summary>
    public const int MostText = 18 + 1 + 18;

    private readonly List<SeqRange> _ranges;

    public SeqRanges() => _ranges = [];

    private SeqRanges(List<SeqRange> ranges) => _ranges = ranges;

    /// <summary>In rising order; neighbours are at least one number apart.</summary>
    public IReadOnlyList<SeqRange> Ranges => _ranges;

    /// <summary>How many sequence numbers there are.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (var range in _ranges) count += range.To - range.From + 1;
            return count;
        }
    }

    /// <summary>Whether a number is higher than all that are here.</summary>
    public bool IsAbove(long seq) => _ranges.Count == 0 || seq > _ranges[^1].To;

    /// <summary>Adds a number that is higher than all that are here; false where it is not.</summary>
    public bool TryAppend(long seq)
    {
        if (!IsAbove(seq) || seq < 1 || seq > Largest) return false;
        if (_ranges.Count > 0 && _ranges[^1].To == seq - 1) _ranges[^1] = new SeqRange(_ranges[^1].From, seq);
        else _ranges.Add(new SeqRange(seq, seq));
        return true;
    }

    public bool Contains(long seq)
    {
        var at = FirstEndingAt(seq);
        return at < _ranges.Count && _ranges[at].From <= seq;
    }

    public void Add(SeqRange range)
    {
        Check(range);
        var first = FirstEndingAt(range.From - 1);
        var next = first;
        var (from, to) = range;
        for (; next < _ranges.Count && _ranges[next].From <= range.To + 1; next++)
        {
            from = Math.Min(from, _ranges[next].From);
            to = Math.Max(to, _ranges[next].To);
        }

        Replace(first, next, [new SeqRange(from, to)]);
    }

    public void Remove(SeqRange range)
    {
        Check(range);
        var first = FirstEndingAt(range.From);
        var next = first;
        List<SeqRange> left = [];
        for (; next < _ranges.Count && _ranges[next].From <= range.To; next++)
        {
            var (from, to) = _ranges[next];
            if (from < range.From) left.Add(new SeqRange(from, range.From - 1));
            if (to > range.To) left.Add(new SeqRange(range.To + 1, to));
        }

        Replace(first, next, left);
    }

    public void Remove(SeqRanges others)
    {
        foreach (var range in others._ranges) Remove(range);
    }

    public void Add(SeqRanges others)
    {
        foreach (var range in others._ranges) Add(range);
    }

    /// <summary>What both have, as a new set.</summary>
    public SeqRanges Within(SeqRange window)
    {
        List<SeqRange> common = [];
        for (var at = FirstEndingAt(window.From); at < _ranges.Count && _ranges[at].From <= window.To; at++)
            common.Add(new SeqRange(Math.Max(_ranges[at].From, window.From), Math.Min(_ranges[at].To, window.To)));
        return new SeqRanges(common);
    }

    public SeqRanges Copy() => new([.. _ranges]);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (from, to) in _ranges)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{from}");
            if (to > from) text.Append(CultureInfo.InvariantCulture, $"-{to}");
        }

        return text.ToString();
    }

    /// <summary>The same as UTF-8, without an allocation, for at most one range; <see cref="MostText"/> bytes are enough.</summary>
    public bool TryFormat(Span<byte> utf8, out int length)
    {
        length = 0;
        if (_ranges.Count != 1) return _ranges.Count == 0;
        var (from, to) = _ranges[0];
        if (!from.TryFormat(utf8, out length, default, CultureInfo.InvariantCulture)) return false;
        if (to == from) return true;
        utf8[length++] = (byte)'-';
        if (!to.TryFormat(utf8[length..], out var more, default, CultureInfo.InvariantCulture)) return false;
        length += more;
        return true;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is a damaged row and throws.</summary>
    public static SeqRanges Parse(ReadOnlySpan<char> text)
    {
        var parsed = new SeqRanges();
        if (text.IsEmpty) return parsed;
        foreach (var part in text.Split(','))
        {
            var span = text[part];
            var dash = span.IndexOf('-');
            var from = Number(dash < 0 ? span : span[..dash]);
            parsed.Add(new SeqRange(from, dash < 0 ? from : Number(span[(dash + 1)..])));
        }

        return parsed;
    }

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Check(SeqRange range)
    {
        if (range.From < 1 || range.To < range.From || range.To > Largest)
            throw new ArgumentOutOfRangeException(nameof(range), $"sequence numbers {range.From} to {range.To}: from 1 to {Largest}, in rising order, was expected");
    }

    /// <summary>Index of the first range that ends at or after this number; the count where none does.</summary>
    private int FirstEndingAt(long seq)
    {
        var low = 0;
        var high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].To < seq) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Replace(int first, int next, List<SeqRange> with)
    {
        _ranges.RemoveRange(first, next - first);
        _ranges.InsertRange(first, with);
    }
}
