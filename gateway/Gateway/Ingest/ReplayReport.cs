using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>What became of rows that were tried again.</summary>
/// <param name="Stored">At least one reading of it, or what it tells of the device; the row is gone.</param>
/// <param name="Duplicates">Known already; the row is gone.</param>
/// <param name="Ignored">Understood and without effect, or taken by somebody else in between; the row is gone.</param>
/// <param name="Held">Its device is still not approved: it stays.</param>
/// <param name="Refused">Still of no use: it stays, with the reason of today.</param>
public sealed record ReplayReport(int Tried, int Stored, int Duplicates, int Ignored, int Held, int Refused)
{
    public static ReplayReport Of(IReadOnlyCollection<Outcome> outcomes)
    {
        return new(outcomes.Count, Count(Outcome.Stored), Count(Outcome.Duplicate), Count(Outcome.Ignored), Count(Outcome.Held) + Count(Outcome.Rejected), Count(Outcome.Refused));

        int Count(Outcome wanted) => outcomes.Count(outcome => outcome == wanted);
    }
}
