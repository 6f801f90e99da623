using System.IO.MemoryMappedFiles;

namespace Nanofleet.Testing.Wire;

/// <summary>
/// How many messages a receiving client got, in memory that its process shares with the one that measures: to ask for
/// the number costs the client nothing.
/// </summary>
public sealed class SharedCount : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private long _count;

    public SharedCount(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The number as the client last told it.</summary>
    public long Value => _view.ReadInt64(0);

    /// <summary>One thread at a time calls this.</summary>
    public void Add() => _view.Write(0, ++_count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
