using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Files;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// Where certificates lie with their private keys: files that only the gateway's user can read, each replaced as a whole,
/// so that whenever power goes the next start finds the old one or the new one.
/// </summary>
public sealed class PkiFolder
{
    private readonly string _path;

    private PkiFolder(string path) => _path = path;

    /// <summary>For people.</summary>
    public string FullName => _path;

    /// <summary>The folder <c>pki</c> in the data directory; throws what the file system says.</summary>
    public static PkiFolder Open(DataOptions data) => new(DataDirectory.OpenFolder(data, "pki").FullName);

    /// <summary>The PEM in this file; null where there is none.</summary>
    /// <exception cref="ConfigurationException">Others can read it.</exception>
    public string? Read(string name)
    {
        var file = Path.Combine(_path, name);
        if (!File.Exists(file)) return null;
        if (!PrivateFile.IsPrivate(file))
        {
            throw new ConfigurationException([new ConfigurationFault(
                "Data:Directory", file, $"holds a private key that others can read: if nobody had it, run chmod 600 {file}; if somebody may have, delete it, and give boards the new CA.")]);
        }

        return File.ReadAllText(file);
    }

    public void Write(string name, string pem) => PrivateFile.Write(Path.Combine(_path, name), pem);

    /// <summary>One file in the place of another, at once.</summary>
    public void Move(string from, string to)
    {
        File.Move(Path.Combine(_path, from), Path.Combine(_path, to), overwrite: true);
        DirectorySync.Flush(_path);
    }

    public void Delete(string name)
    {
        File.Delete(Path.Combine(_path, name));
        DirectorySync.Flush(_path);
    }
}
