namespace Nanofleet.VirtualBoard.Storage;

/// <summary>Keeps a board's flushed files in a folder of the host, so that they outlive the process.</summary>
internal sealed class FlashMirror
{
    private readonly string _root;

    internal FlashMirror(string root) => _root = Directory.CreateDirectory(root).FullName;

    internal IEnumerable<string> Folders() => Directory.EnumerateDirectories(_root, "*", SearchOption.AllDirectories).Select(Name);

    internal IEnumerable<(string Name, byte[] Content)> Files() =>
        Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Select(f => (Name(f), File.ReadAllBytes(f)));

    internal void Save(string name, FlashFile file) => File.WriteAllBytes(Full(name), file.Content);

    internal void DeleteFile(string name) => File.Delete(Full(name));

    internal void AddFolder(string name) => Directory.CreateDirectory(Full(name));

    internal void DeleteFolder(string name) => Directory.Delete(Full(name));

    private string Full(string name) => Path.Combine(_root, name);

    private string Name(string full) => Path.GetRelativePath(_root, full).Replace('\\', '/');
}
