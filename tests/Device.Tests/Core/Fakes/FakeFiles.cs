namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>Flash that can lose power at any byte of a write, refuse to be written, be full, or forget.</summary>
internal sealed class FakeFiles : IFileStore
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>Bytes that still reach the flash before the power goes; null for a lasting supply. Deleting counts as one.</summary>
    public int? BytesUntilCut { get; set; }

    public bool Refuses { get; set; }

    /// <summary>No file system at all: nothing can be read, written or listed.</summary>
    public bool Missing { get; set; }

    /// <summary>The journal's two files are spared from refusals and fullness.</summary>
    public bool Journals { get; set; }

    /// <summary>Files whose content the flash does not give out.</summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>Bytes that all files together may take.</summary>
    public int Capacity { get; set; } = 256 * 1024;

    public int Writes { get; private set; }

    /// <summary>What this fake allocated itself for writes, which is no cost of the firmware.</summary>
    public long OwnBytes { get; private set; }

    public int UsedBytes => _files.Values.Sum(f => f.Length);

    public IEnumerable<string> Segments => _files.Keys.Where(n => n.StartsWith("outbox.", StringComparison.Ordinal));

    public byte[]? this[string name]
    {
        get => _files.GetValueOrDefault(name);
        set => _files[name] = value!;
    }

    public byte[]? Read(string name) => Missing || Unreadable.Contains(name) ? null : this[name];

    public int ReadPart(string name, int offset, byte[] into, int count)
    {
        if (Read(name) is not { } file) return -1;
        var read = Math.Clamp(file.Length - offset, 0, count);
        Array.Copy(file, Math.Min(offset, file.Length), into, 0, read);
        return read;
    }

    public bool Write(string name, byte[] content) => Counted(() => Put(name, [], content));

    public bool Append(string name, byte[] bytes, int count) => Counted(() => Put(name, this[name] ?? [], bytes[..count]));

    public bool Delete(string name)
    {
        if (Refuses || Missing) return false;
        Spend(1, _ => { });
        _files.Remove(name);
        return true;
    }

    public string[]? List() => Missing ? null : [.. _files.Keys];

    /// <summary>A copy with the same content and no faults: what the next start finds.</summary>
    public FakeFiles Copy()
    {
        var copy = new FakeFiles();
        foreach (var (name, content) in _files) copy[name] = [.. content];
        return copy;
    }

    private bool Counted(Func<bool> write)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return write();
        }
        finally
        {
            OwnBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private bool Put(string name, byte[] before, byte[] added)
    {
        var spared = Journals && name.StartsWith("journal.", StringComparison.Ordinal);
        if ((Refuses || Missing) && !spared) return false;
        // Full: what still fits is there, and the write fails.
        var room = Capacity - (UsedBytes - (this[name]?.Length ?? 0) + before.Length);
        if (added.Length > room && !spared)
        {
            _files[name] = [.. before, .. added[..Math.Max(0, room)]];
            return false;
        }

        Writes++;
        Spend(added.Length, left => _files[name] = [.. before, .. added[..left]]);
        _files[name] = [.. before, .. added];
        return true;
    }

    // Left equal to the length: the write is whole, but nobody hears of it any more.
    private void Spend(int bytes, Action<int> tear)
    {
        if (BytesUntilCut is not { } left) return;
        BytesUntilCut = left - bytes;
        if (left > bytes) return;
        tear(left);
        BytesUntilCut = null;
        throw new PowerCutException();
    }
}
