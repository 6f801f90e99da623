using System.Text;

namespace Nanofleet.VirtualBoard.Storage;

/// <summary>
/// Drive I: of one board. Files outlive the power; what the firmware wrote and neither flushed nor closed may be cut at
/// any byte. Names are exact, both slashes separate.
/// </summary>
public sealed class BoardStorage
{
    private readonly Board _board;
    private readonly FlashMirror? _mirror;
    private readonly Random _tears;
    private readonly SortedDictionary<string, FlashFile> _files = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);

    internal BoardStorage(Board board)
    {
        _board = board;
        _tears = new Random(board.Options.EffectiveSeed);
        if (board.Options.StorageFolder is not { } folder) return;
        _mirror = new FlashMirror(folder);
        foreach (var name in _mirror.Folders()) _folders.Add(name);
        foreach (var (name, content) in _mirror.Files()) _files[name] = new FlashFile(content);
    }

    /// <summary>Every file, as I:\folder\name.</summary>
    public IReadOnlyList<string> Files
    {
        get { lock (_board.Gate) return [.. _files.Keys.Select(FlashPath.ToDrive)]; }
    }

    /// <summary>Bytes that the files take.</summary>
    public int UsedBytes
    {
        get { lock (_board.Gate) return _files.Values.Sum(f => f.Length); }
    }

    internal int FreeBytes => _board.Options.StorageBytes - _files.Values.Sum(f => f.Length);

    internal int? BytesUntilPowerLoss { get; set; }

    public bool Exists(string path)
    {
        lock (_board.Gate) return _files.ContainsKey(FlashPath.Parse(path));
    }

    /// <summary>Null when there is no such file.</summary>
    public byte[]? ReadAllBytes(string path)
    {
        lock (_board.Gate) return _files.TryGetValue(FlashPath.Parse(path), out var file) ? file.Content.ToArray() : null;
    }

    /// <inheritdoc cref="ReadAllBytes"/>
    public string? ReadAllText(string path) => ReadAllBytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Puts a file on the board, as flashing it does: whole, and with the folders it needs.</summary>
    public void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        lock (_board.Gate)
        {
            var name = FlashPath.Parse(path);
            for (var parent = FlashPath.Parent(name); parent.Length > 0; parent = FlashPath.Parent(parent)) AddFolder(parent);
            var file = _files[name] = new FlashFile(content.ToArray());
            _mirror?.Save(name, file);
        }
    }

    /// <inheritdoc cref="WriteAllBytes"/>
    public void WriteAllText(string path, string content) => WriteAllBytes(path, Encoding.UTF8.GetBytes(content));

    public void Delete(string path)
    {
        lock (_board.Gate) RemoveFile(FlashPath.Parse(path));
    }

    internal FlashFile? Find(string name) => _files.GetValueOrDefault(name);

    internal bool FolderExists(string name) => name.Length == 0 || _folders.Contains(name);

    internal IEnumerable<string> FilesIn(string folder) => _files.Keys.Where(f => FlashPath.Parent(f) == folder);

    internal IEnumerable<string> FoldersIn(string folder) => _folders.Where(f => FlashPath.Parent(f) == folder);

    internal FlashFile Create(string name)
    {
        if (!FolderExists(FlashPath.Parent(name))) throw new IOException($"No folder for '{name}'.");
        var file = _files[name] = new FlashFile([]);
        _mirror?.Save(name, file);
        return file;
    }

    /// <summary>True: the write was the last thing that this life did.</summary>
    internal bool Write(string name, FlashFile file, int position, ReadOnlySpan<byte> data)
    {
        if (position + data.Length - file.Length > FreeBytes) throw new IOException("The flash is full.");
        if (BytesUntilPowerLoss is not { } left)
        {
            file.Write(position, data);
            return false;
        }
        file.Write(position, data[..Math.Min(left, data.Length)]);
        BytesUntilPowerLoss = Math.Max(0, left - data.Length);
        if (left > data.Length) return false;
        BytesUntilPowerLoss = null;
        file.Flush();
        _mirror?.Save(name, file);
        return true;
    }

    internal void Flush(string name, FlashFile file)
    {
        if (!file.IsDirty || Find(name) != file) return;
        file.Flush();
        _mirror?.Save(name, file);
    }

    internal void RemoveFile(string name)
    {
        if (_files.Remove(name)) _mirror?.DeleteFile(name);
    }

    internal void MoveFile(string from, string to)
    {
        var file = _files[from];
        _files.Remove(from);
        _files[to] = file;
        _mirror?.Save(to, file);
        _mirror?.DeleteFile(from);
    }

    internal void AddFolder(string name)
    {
        if (_folders.Add(name)) _mirror?.AddFolder(name);
    }

    internal void RemoveFolder(string name)
    {
        if (_folders.Remove(name)) _mirror?.DeleteFolder(name);
    }

    internal void LosePower()
    {
        foreach (var (name, file) in _files)
        {
            if (!file.IsDirty) continue;
            file.Tear(_tears.Next(file.UnflushedSteps + 1));
            _mirror?.Save(name, file);
        }
        BytesUntilPowerLoss = null;
    }
}
