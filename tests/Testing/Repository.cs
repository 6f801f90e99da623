namespace Nanofleet.Testing;

/// <summary>The project's own files, for tests that hold them against the programs that read them.</summary>
public static class Repository
{
    /// <summary>The folder with nf.sln, above the folder <c>tests</c> that this runs in.</summary>
    public static string Root { get; } =
        AppContext.BaseDirectory[..AppContext.BaseDirectory.LastIndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];

    /// <summary>The full path of a file or folder in it.</summary>
    public static string Find(params string[] names) => Path.Combine([Root, .. names]);
}
