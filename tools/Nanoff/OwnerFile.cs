namespace Nanofleet.Nanoff;

/// <summary>
/// Files with secrets on the computer of whoever runs a tool: for this user alone from their first byte on, and never there
/// by halves. On Windows they belong into folders that are the user's own.
/// </summary>
public static class OwnerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file.</summary>
    /// <exception cref="IOException">There is one of this name, or it cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(path, how);
        stream.Write(content);
    }

    /// <summary>Writes a file in the place of the one that may be there; makes its folder, for this user alone, where that is missing.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        // Beside it and then in its place: a program that is killed here leaves the old one or the new one.
        var fresh = $"{path}.{Environment.ProcessId}";
        File.Delete(fresh);
        Create(fresh, content);
        File.Move(fresh, path, overwrite: true);
    }
}
