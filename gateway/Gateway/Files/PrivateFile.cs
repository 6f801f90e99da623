namespace Nanofleet.Gateway.Files;

/// <summary>
/// Files with secrets or readings, for the gateway's user alone. Each is replaced as a whole, so that whenever power goes the old one or the
/// new one is there, and nobody finds one that was readable for a moment. On Windows they lie below the user's profile, which is his alone.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>A folder of which nobody else sees what is in it; one that is there already stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>A new file, closed to others before there is anything in it.</summary>
    public static FileStream Create(string file)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
        return new FileStream(file, how);
    }

    /// <summary>Whether nobody else can have read or changed it.</summary>
    public static bool IsPrivate(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Others) == 0;

    public static void Write(string file, string text)
    {
        var fresh = $"{file}.{Environment.ProcessId}";
        File.Delete(fresh);
        using (var stream = Create(fresh))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(file)!);
    }
}
