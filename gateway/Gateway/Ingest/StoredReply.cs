using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Makes the message that frees a board's outbox from what the ledger says.</summary>
public static class StoredReply
{
    /// <summary>Ranges in one message: a board has a small buffer. Further ones come with the next message.</summary>
    public const int MostRanges = 16;

    /// <summary>Never says more than is true: where not all gaps fit, it ends before the first that does not.</summary>
    public static StoredMessage Of(LedgerState ledger)
    {
        var upTo = ledger.Missing.Count > MostRanges ? ledger.Missing[MostRanges].From - 1 : ledger.High;
        return new StoredMessage(ledger.Boot, upTo, [.. ledger.Missing.Take(MostRanges).Select(gap => new SeqSpan(gap.From, gap.To))]);
    }
}
