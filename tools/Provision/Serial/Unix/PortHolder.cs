namespace Nanofleet.Provision.Serial.Unix;

/// <summary>Who has a port open, as far as this user may know. Linux only: elsewhere there is no /proc.</summary>
internal static class PortHolder
{
    /// <returns>"picocom (process 4711)", or null.</returns>
    public static string? Find(string port)
    {
        if (!Directory.Exists("/proc")) return null;
        var path = new FileInfo(port).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? port;
        return Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Path.GetFileName(folder) != Environment.ProcessId.ToString())
            .Select(process => Name(process, path)).FirstOrDefault(name => name is not null);
    }

    /// <returns>Null where this process has not opened the port.</returns>
    private static string? Name(string process, string path)
    {
        string? name = null;
        Failures.OfFiles(() => // a process may be somebody else's, or have just ended
        {
            if (Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(open => new FileInfo(open).LinkTarget == path))
                name = $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {Path.GetFileName(process)})";
        });
        return name;
    }
}
