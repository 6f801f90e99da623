using Nanofleet.Nanoff;

namespace Nanofleet.Flash.Steps;

/// <summary>Holds what is on the board against what should be: nanoff's word is not enough.</summary>
internal static class ReadBack
{
    /// <summary>One line for each assembly that is missing, has another version, or should not be there; empty when all is right.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<AssemblyOnBoard> wanted, IReadOnlyList<AssemblyOnBoard> found)
    {
        var onBoard = found.ToLookup(assembly => assembly.Name, assembly => assembly.Version, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var assembly in wanted)
        {
            var versions = onBoard[assembly.Name].ToArray();
            if (versions.Length == 0) differences.Add($"{assembly} is not on the board");
            else if (!versions.Contains(assembly.Version)) differences.Add($"{assembly.Name} is {versions[0]} on the board and {assembly.Version} in the image");
        }

        var names = wanted.Select(assembly => assembly.Name).ToHashSet(StringComparer.Ordinal);
        differences.AddRange(found.Where(assembly => !names.Contains(assembly.Name)).Select(assembly => $"{assembly} is on the board and not in the image"));
        return differences;
    }

    /// <exception cref="NanoffException">They differ; it names each difference.</exception>
    public static void Check(IReadOnlyList<AssemblyOnBoard> wanted, IReadOnlyList<AssemblyOnBoard> found)
    {
        var differences = Differences(wanted, found);
        if (differences.Count == 0) return;
        throw new NanoffException(
            $"nanoff says that the application is deployed, but the board has another one: {string.Join("; ", differences)}.",
            "unplug the board and plug it in again, then run this once more; where it stays so, erase the board with nanoff --masserase and begin anew.");
    }
}
