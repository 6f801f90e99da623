using Nanofleet.Gateway.Files;

namespace Nanofleet.Gateway.Configuration;

/// <summary>The folder of the gateway's own files. It is made for its owner alone: readings tell when people are at home.</summary>
public static class DataDirectory
{
    /// <summary>Makes the folder where it is missing and returns its full path; throws what the file system says.</summary>
    public static string Open(DataOptions options)
    {
        var path = PathOf(options);
        PrivateFile.CreateFolder(path);
        return path;
    }

    /// <summary>A folder in it, for the owner alone too.</summary>
    public static DirectoryInfo OpenFolder(DataOptions options, string name) =>
        new(Open(new DataOptions { Directory = Path.Combine(Open(options), name) }));

    /// <summary>Its full path, whether it is there or not.</summary>
    public static string PathOf(DataOptions options) => Path.GetFullPath(options.Directory ?? Default());

    private static string Default()
    {
        var root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length > 0
            ? Path.Combine(root, "nanofleet")
            : throw new IOException("this user has no home directory; say where with Data:Directory.");
    }
}
