namespace System.IO;

public sealed class DirectoryInfo : FileSystemInfo
{
    public DirectoryInfo(string path) => SetPath(path);

    public override string Name => Path.GetFileName(FullName);

    public override bool Exists => Directory.Exists(FullName);

    public DirectoryInfo Parent => new DirectoryInfo(Path.GetDirectoryName(FullName));

    public void Create() => Directory.CreateDirectory(FullName);

    public DirectoryInfo CreateSubdirectory(string path) => Directory.CreateDirectory(Path.Combine(FullName, path));

    public FileInfo[] GetFiles() => Array.ConvertAll(Directory.GetFiles(FullName), file => new FileInfo(file));

    public DirectoryInfo[] GetDirectories() => Array.ConvertAll(Directory.GetDirectories(FullName), folder => new DirectoryInfo(folder));

    public override void Delete() => Directory.Delete(FullName);

    public void Delete(bool recursive) => Directory.Delete(FullName, recursive);

    public override string ToString() => FullName;
}
