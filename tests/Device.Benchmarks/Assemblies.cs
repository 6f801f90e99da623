namespace Nanofleet.Device.Benchmarks;

/// <summary>The sizes of the firmware's assemblies as a board gets them, where nanoFramework's metadata processor made them.</summary>
internal static class Assemblies
{
    /// <param name="folder">Somewhere in the repository.</param>
    public static IEnumerable<string> Describe(string folder)
    {
        if (Root(folder) is not { } root) return [$"No .pe sizes: {folder} is not in the repository."];
        var files = new DirectoryInfo(Path.Combine(root, "device")).GetFiles("*.pe", SearchOption.AllDirectories);
        if (files.Length == 0)
            return ["No .pe sizes: the metadata processor is not at hand. It comes with nanoFramework's extension for Visual Studio; after a build there device/*/bin has them."];
        // One of each name: the newest.
        var newest = files.GroupBy(f => f.Name).Select(g => g.MaxBy(f => f.LastWriteTimeUtc)!).OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        return ["Assemblies as a board gets them, in bytes", .. newest.Select(f => $"  {f.Name,-40} {f.Length,8}"), $"  {"all",-40} {newest.Sum(f => f.Length),8}"];
    }

    private static string? Root(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "nf.sln"))) return at.FullName;
        return null;
    }
}
