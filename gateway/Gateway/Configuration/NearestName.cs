namespace Nanofleet.Gateway.Configuration;

/// <summary>Finds what somebody probably meant.</summary>
public static class NearestName
{
    /// <summary>Two slips of the finger; more would guess at random among short names.</summary>
    private const int MostEdits = 2;

    /// <summary>The candidate with the fewest edits, or null where none is near.</summary>
    public static string? Find(string written, IEnumerable<string> candidates) =>
        candidates
            .Select(candidate => (candidate, edits: Edits(written.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(match => match.edits <= MostEdits)
            .OrderBy(match => match.edits)
            .Select(match => match.candidate)
            .FirstOrDefault();

    /// <summary>Insertions, deletions and replacements from one word to the other.</summary>
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
