namespace Nanofleet.Nanoff;

/// <summary>A temporary file with secrets for another program: only this user can read it, and it is gone when disposed.</summary>
public sealed class SecretFile : IDisposable
{
    private SecretFile(string path) => FullName = path;

    /// <summary>Where it is.</summary>
    public string FullName { get; }

    /// <summary>Writes a new one; the extension, with its dot, is for programs that look at it.</summary>
    public static SecretFile Create(ReadOnlySpan<byte> content, string extension)
    {
        var file = new SecretFile(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + extension));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // on Windows the temporary folder is the user's own
        using var stream = new FileStream(file.FullName, options);
        stream.Write(content);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(FullName);
}
