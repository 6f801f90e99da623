namespace Nanofleet.Nanoff;

/// <summary>Which versions of the firmware are published for a target, out of what <c>--listtargets</c> prints: a name, and below it the three newest versions.</summary>
public static class PublishedFirmware
{
    /// <summary>The versions of this target, the newest first; empty where it is not published.</summary>
    public static IReadOnlyList<Version> Read(IReadOnlyList<string> lines, string target)
    {
        var (found, current) = (new List<Version>(), "");
        foreach (var line in lines)
        {
            if (line.StartsWith("    ", StringComparison.Ordinal) && Version.TryParse(line.AsSpan().Trim().TrimStart('v'), out var version) && current.Equals(target, StringComparison.OrdinalIgnoreCase)) found.Add(version);
            else if (line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("    ", StringComparison.Ordinal)) current = line.Trim();
        }

        return [.. found.OrderDescending()];
    }
}
