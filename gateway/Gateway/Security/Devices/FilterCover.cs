namespace Nanofleet.Gateway.Security.Devices;

/// <summary>Whether one topic filter lies within another (MQTT 5.0 section 4.7.1).</summary>
public static class FilterCover
{
    /// <summary>True where every topic that <paramref name="filter"/> matches is matched by <paramref name="by"/>, too.</summary>
    public static bool IsCovered(ReadOnlySpan<char> filter, ReadOnlySpan<char> by)
    {
        // A wildcard in the first level leaves topics of the server alone (section 4.7.2): no reason to let somebody ask for them by name.
        if (filter.StartsWith("$") != by.StartsWith("$")) return false;
        while (true)
        {
            var allowed = Next(ref by, out var allowedEnds);
            if (allowed is "#") return true;
            var wanted = Next(ref filter, out var wantedEnds);
            if (wanted is "#") return false;
            if (allowed is not "+" && (wanted is "+" || !wanted.SequenceEqual(allowed))) return false;
            if (wantedEnds) return allowedEnds || by is "#"; // "a/#" takes "a" in
            if (allowedEnds) return false;
        }
    }

    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest, out bool ends)
    {
        var end = rest.IndexOf('/');
        ends = end < 0;
        var level = ends ? rest : rest[..end];
        rest = ends ? [] : rest[(end + 1)..];
        return level;
    }
}
