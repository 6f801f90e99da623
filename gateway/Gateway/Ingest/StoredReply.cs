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

    /// <summary>Asks for nothing: what is missing may be on its way from the spool, and its board may have let go of it. Null where nothing can be said.</summary>
    public static StoredMessage? WithoutGaps(LedgerState ledger)
    {
        var upTo = ledger.Missing.Count > 0 ? ledger.Missing[0].From - 1 : ledger.High;
        return upTo > 0 ? new StoredMessage(ledger.Boot, upTo, []) : null;
    }
}
