using Nanofleet.Load.Generator;

namespace Nanofleet.Load.Check;

/// <summary>What became of the messages of a run, each of them looked for in the database.</summary>
/// <param name="Stored">Messages with all their readings.</param>
/// <param name="Lost">Messages that had to be stored and of which a reading is not.</param>
/// <param name="Duplicates">Messages of which a reading is there more than once.</param>
/// <param name="Strange">Rows under this run's devices that no message of it made.</param>
/// <param name="Unledgered">Messages whose readings are stored and whose number is not in the ledger: a repeat would be stored again.</param>
/// <param name="Examples">The first few that are wrong, in words.</param>
internal sealed record Verdict(long Stored, long Lost, long Duplicates, long Strange, long Unledgered, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 5;

    public bool IsGood => Lost == 0 && Duplicates == 0 && Strange == 0 && Unledgered == 0;

    /// <param name="everySent">Whatever was sent must be stored; else only what was acknowledged.</param>
    public static Verdict Of(Fleet fleet, BoardFindings[] findings, bool everySent)
    {
        long stored = 0, lost = 0, twice = 0, strange = 0, unledgered = 0;
        List<string> examples = [];
        for (var board = 0; board < fleet.Count; board++)
        {
            var found = findings[board];
            (twice, strange) = (twice + found.Twice.Count, strange + found.Strange);
            for (long seq = 1; seq <= fleet.Taken[board]; seq++)
            {
                if (found.IsComplete(seq)) stored++;
                else if (everySent || fleet.Acked[board].Contains(seq)) Wrong(ref lost, found.IsTouched(seq) ? "is stored in part" : "is not stored");
                if (found.Twice.Contains(seq)) Note("is stored twice");
                if (found.IsTouched(seq) && !found.Ledger.Contains(seq)) Wrong(ref unledgered, "is stored and not in the ledger");

                void Wrong(ref long count, string what)
                {
                    count++;
                    Note(what);
                }

                void Note(string what)
                {
                    if (examples.Count < MostExamples) examples.Add($"{fleet.Id(board)} boot {fleet.Boot(board)} seq {seq} {what}");
                }
            }
        }

        return new Verdict(stored, lost, twice, strange, unledgered, examples);
    }
}
