namespace System.IO;

public sealed class FileInfo : FileSystemInfo
{
    public FileInfo(string fileName) => SetPath(fileName);

    public override string Name => Path.GetFileName(FullName);

    public override bool Exists => File.Exists(FullName);

    public string DirectoryName => Path.GetDirectoryName(FullName);

    public DirectoryInfo Directory => new DirectoryInfo(DirectoryName);

    public long Length
    {
        get
        {
            using var stream = File.OpenRead(FullName);
            return stream.Length;
        }
    }

    public FileStream Create() => File.Create(FullName);

    public override void Delete() => File.Delete(FullName);

    public override string ToString() => FullName;
}
