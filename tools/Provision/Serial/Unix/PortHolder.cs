namespace Nanofleet.Provision.Serial.Unix;

/// <summary>Who has a port open, as far as this user may know. Linux only: elsewhere there is no /proc.</summary>
internal static class PortHolder
{
    /// <returns>"picocom (process 4711)", or null.</returns>
    public static string? Find(string port)
    {
        if (!Directory.Exists("/proc")) return null;
        var path = new FileInfo(port).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? port;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            var id = Path.GetFileName(process);
            if (id != Environment.ProcessId.ToString() && HasOpen(process, path)) return $"{Name(process)} (process {id})";
        }

        return null;
    }

    private static bool HasOpen(string process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(open => new FileInfo(open).LinkTarget == path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // somebody else's process, or one that has just ended
        }
    }

    private static string Name(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "comm")).Trim();
        }
        catch (IOException)
        {
            return "a program";
        }
    }
}
