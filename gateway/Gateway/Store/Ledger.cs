using System.Text;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// The account of one boot of one device: which sequence numbers are stored, which are dropped and why, and up to where
/// any are known. taken = stored + waiting + dropped holds by construction: a number up to <see cref="High"/> is stored,
/// or else dropped for exactly one reason, or else missing. The order in which evidence arrives makes no difference to stored, power loss and high.
/// </summary>
internal sealed class Ledger
{
    /// <summary>A board that leaves more holes than this is out of order, and its row would grow without bound.</summary>
    public const int MostRanges = 1000;

    private readonly SeqRanges _stored;
    private readonly SortedDictionary<string, SeqRanges> _dropped;

    public Ledger()
        : this(0, 0, new SeqRanges(), new SortedDictionary<string, SeqRanges>(StringComparer.Ordinal))
    {
    }

    private Ledger(long high, long seen, SeqRanges stored, SortedDictionary<string, SeqRanges> dropped)
    {
        High = high;
        Seen = seen;
        _stored = stored;
        _dropped = dropped;
    }

    /// <summary>The highest number that anything was said of: this many readings were taken, as far as is known.</summary>
    public long High { get; private set; }

    /// <summary>
    /// The highest number that was certainly taken. Power loss is reported for whole reserved blocks, so what lies above
    /// this and is lost with the power may never have been taken: <see cref="DropReasons.PowerLossPossible"/>.
    /// </summary>
    public long Seen { get; private set; }

    public long StoredCount => _stored.Count;

    public long WaitingCount => High - _stored.Count - _dropped.Values.Sum(ranges => ranges.Count);

    /// <summary>How many are dropped, by reason; reasons without any are left out.</summary>
    public IReadOnlyDictionary<string, long> DroppedCounts =>
        _dropped.Where(reason => reason.Value.Ranges.Count > 0).ToDictionary(reason => reason.Key, reason => reason.Value.Count);

    /// <summary>Whether it is small enough to be kept.</summary>
    public bool Fits => RangeCount <= MostRanges;

    public string StoredText => _stored.ToString();

    /// <summary>The same as UTF-8 where it is short: at most one range.</summary>
    public bool TryFormatStored(Span<byte> utf8, out int length) => _stored.TryFormat(utf8, out length);

    public string DroppedText
    {
        get
        {
            if (_dropped.Count == 0) return "";
            var text = new StringBuilder();
            foreach (var (reason, ranges) in _dropped)
            {
                if (ranges.Ranges.Count > 0) text.Append(text.Length > 0 ? ";" : "").Append(reason).Append(':').Append(ranges);
            }

            return text.ToString();
        }
    }

    public bool IsStored(long seq) => !_stored.IsAbove(seq) && _stored.Contains(seq);

    public IReadOnlyList<SeqRange> DroppedRanges(string reason) => _dropped.TryGetValue(reason, out var ranges) ? ranges.Ranges : [];

    public bool IsDropped(long seq, string reason) => _dropped.TryGetValue(reason, out var ranges) && ranges.Contains(seq);

    /// <summary>
    /// The same as <see cref="Store"/> where it is simple: a number after all that are stored, of which nothing else was said, in an
    /// account that stays small. Otherwise false, and nothing is changed.
    /// </summary>
    public bool TryStore(long seq)
    {
        if (_dropped.Count > 0 && (seq <= High || DroppedRanges(DropReasons.PowerLossPossible).Count > 0)) return false;
        if (RangeCount >= MostRanges || !_stored.TryAppend(seq)) return false;
        Seen = Math.Max(Seen, seq);
        High = Math.Max(High, Seen);
        return true;
    }

    /// <summary>Stored wins: what was reported as dropped and comes after all is no longer dropped.</summary>
    public void Store(long seq)
    {
        var range = new SeqRange(seq, seq);
        _stored.Add(range);
        foreach (var ranges in _dropped.Values) ranges.Remove(range);
        Take(seq);
    }

    /// <summary>
    /// These will not come any more. What is stored stays stored, and the first reason given stays; but power loss, which
    /// only says that nothing else is known, gives way to any other, and that a number never arrived to all that explain it.
    /// </summary>
    public void Drop(SeqRange range, string reason)
    {
        if (!Rules.IsAction(reason)) throw new ArgumentException($"'{reason}' is no name of a reason", nameof(reason));
        if (reason != DropReasons.NeverArrived && _dropped.TryGetValue(DropReasons.NeverArrived, out var unexplained)) unexplained.Remove(range);
        var powerLoss = IsPowerLoss(reason);
        var open = new SeqRanges();
        open.Add(range);
        open.Remove(_stored.Within(range));
        foreach (var (other, ranges) in _dropped)
        {
            if (powerLoss || !IsPowerLoss(other)) open.Remove(ranges.Within(range));
            else ranges.Remove(range);
        }

        Dropped(powerLoss ? DropReasons.PowerLossPossible : reason).Add(open);
        High = Math.Max(High, range.To);
        Take(powerLoss ? Seen : range.To);
    }

    /// <summary>The board has certainly taken this many.</summary>
    public void Take(long count)
    {
        Seen = Math.Max(Seen, Math.Min(count, SeqRanges.Largest));
        High = Math.Max(High, Seen);
        if (Seen == 0 || !_dropped.TryGetValue(DropReasons.PowerLossPossible, out var possible)) return;
        var certain = possible.Within(new SeqRange(1, Seen));
        possible.Remove(certain);
        Dropped(DropReasons.PowerLoss).Add(certain);
    }

    /// <summary>Numbers up to <see cref="High"/> that are neither stored nor dropped.</summary>
    public IReadOnlyList<SeqRange> Missing()
    {
        if (High == _stored.Count) return []; // stored are numbers up to it
        var missing = new SeqRanges();
        missing.Add(new SeqRange(1, High));
        missing.Remove(_stored);
        foreach (var ranges in _dropped.Values) missing.Remove(ranges);
        return missing.Ranges;
    }

    public Ledger Copy()
    {
        var dropped = new SortedDictionary<string, SeqRanges>(StringComparer.Ordinal);
        foreach (var (reason, ranges) in _dropped) dropped.Add(reason, ranges.Copy());
        return new Ledger(High, Seen, _stored.Copy(), dropped);
    }

    /// <summary>Reads back what a row of the table ledger holds.</summary>
    public static Ledger Parse(long high, long seen, string stored, string dropped)
    {
        var byReason = new SortedDictionary<string, SeqRanges>(StringComparer.Ordinal);
        foreach (var part in dropped.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':');
            byReason.Add(part[..colon], SeqRanges.Parse(part.AsSpan(colon + 1)));
        }

        return new Ledger(high, seen, SeqRanges.Parse(stored), byReason);
    }

    private int RangeCount => _stored.Ranges.Count + (_dropped.Count == 0 ? 0 : _dropped.Values.Sum(ranges => ranges.Ranges.Count));

    private static bool IsPowerLoss(string reason) => reason is DropReasons.PowerLoss or DropReasons.PowerLossPossible;

    private SeqRanges Dropped(string reason)
    {
        if (!_dropped.TryGetValue(reason, out var ranges)) _dropped.Add(reason, ranges = new SeqRanges());
        return ranges;
    }
}
