namespace Nanofleet.Nanoff;

/// <summary>Temporary files with secrets for another program: only this user can read them, and they are gone when disposed.</summary>
internal sealed class SecretFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nanofleet-"); // on Unix nobody else may enter it

    /// <summary>Writes a file and returns its full path; the extension, with its dot, is for programs that look at it.</summary>
    public string Write(ReadOnlySpan<byte> content, string extension)
    {
        var path = Path.Combine(_folder.FullName, Path.GetRandomFileName() + extension);
        OwnerFile.Create(path, content);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
