using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>The ledger's rules over plain sets, one number at a time: slow, and easy to believe.</summary>
internal sealed class LedgerModel
{
    private readonly HashSet<long> _stored = [];
    private readonly HashSet<long> _lost = [];
    private readonly Dictionary<long, string> _dropped = [];

    public long High { get; private set; }

    public long Seen { get; private set; }

    public long Stored => _stored.Count;

    public Dictionary<string, long> Dropped =>
        Numbers.Where(seq => Fate(seq) is not (null or "stored")).GroupBy(seq => Fate(seq)!).ToDictionary(reason => reason.Key, reason => (long)reason.Count());

    public IEnumerable<long> Missing => Numbers.Where(seq => Fate(seq) is null);

    private IEnumerable<long> Numbers => Enumerable.Range(1, (int)High).Select(seq => (long)seq);

    public void Store(long seq)
    {
        _stored.Add(seq);
        Evidence(seq);
    }

    public void Take(long count) => Evidence(count);

    public void Drop(SeqRange range, string reason)
    {
        var powerLoss = reason is DropReasons.PowerLoss or DropReasons.PowerLossPossible;
        for (var seq = range.From; seq <= range.To; seq++)
        {
            if (powerLoss) _lost.Add(seq);
            else if (!_stored.Contains(seq)) _dropped.TryAdd(seq, reason);
        }

        if (!powerLoss) Evidence(range.To);
        High = Math.Max(High, range.To);
    }

    private void Evidence(long seq)
    {
        Seen = Math.Max(Seen, seq);
        High = Math.Max(High, seq);
    }

    private string? Fate(long seq)
    {
        if (_stored.Contains(seq)) return "stored";
        if (_dropped.TryGetValue(seq, out var reason)) return reason;
        if (!_lost.Contains(seq)) return null;
        return seq <= Seen ? DropReasons.PowerLoss : DropReasons.PowerLossPossible;
    }
}
