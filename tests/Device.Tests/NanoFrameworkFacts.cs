using System.Runtime.CompilerServices;

namespace Nanofleet.Device.Tests;

/// <summary>The nanoFramework facts beside the repository: not everybody who has the repository has them.</summary>
internal static class NanoFrameworkFacts
{
    internal static string Repository { get; } = FindRepository();

    private static string Folder => Path.GetFullPath(Path.Combine(Repository, "..", "shared", "nanoframework"));

    /// <summary>A folder of the facts; where it is absent the test is skipped and says why.</summary>
    internal static string Require(string name)
    {
        var folder = Path.Combine(Folder, name);
        if (!Directory.Exists(folder)) Assert.Skip($"{folder} is not there: the board's API listing is kept beside the repository, not in it.");
        return folder;
    }

    private static string FindRepository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
