namespace System.IO;

public abstract class FileSystemInfo : MarshalByRefObject
{
    private string _path;

    public virtual string FullName => _path;

    public string Extension => Path.GetExtension(_path);

    public abstract string Name { get; }

    public abstract bool Exists { get; }

    public abstract void Delete();

    internal void SetPath(string path) => _path = path;
}
