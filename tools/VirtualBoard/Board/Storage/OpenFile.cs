namespace Nanofleet.VirtualBoard.Storage;

/// <summary>A file that the firmware has open: position and rights. Each call passes the gate by itself.</summary>
internal sealed class OpenFile
{
    private readonly Power.BoardLife _life;
    private readonly BoardStorage _storage;
    private readonly string _name;
    private readonly FlashFile _file;
    private long _position;
    private bool _isClosed;

    internal OpenFile(Power.BoardLife life, string path, FileMode mode, FileAccess access)
    {
        _life = life;
        _storage = life.Board.Storage;
        _name = FlashPath.Parse(path);
        CanRead = access.HasFlag(FileAccess.Read);
        CanWrite = access.HasFlag(FileAccess.Write);
        _file = life.Do(() => Open(mode));
        if (mode == FileMode.Append) _position = _file.Length;
    }

    internal bool CanRead { get; }

    internal bool CanWrite { get; }

    internal long Length => _life.Do(() => Live()._file.Length);

    internal long Position
    {
        get => _life.Do(() => Live()._position);
        set => _life.Do(() => Live()._position = value >= 0 ? value : throw new IOException("Before the start of the file."));
    }

    internal int Read(byte[] buffer, int offset, int count) => _life.Do(() =>
    {
        if (!CanRead) throw new NotSupportedException("Not opened for reading.");
        var read = Live()._file.Read(_position, buffer.AsSpan(offset, count));
        _position += read;
        return read;
    });

    internal void Write(byte[] buffer, int offset, int count)
    {
        var wasTheLast = _life.Do(() =>
        {
            RequireWritable();
            var position = checked((int)_position);
            _position += count;
            return _storage.Write(_name, _file, position, buffer.AsSpan(offset, count));
        });
        if (wasTheLast) _life.Board.PullPower();
    }

    internal void SetLength(long length) => _life.Do(() =>
    {
        RequireWritable();
        if (length - _file.Length > _storage.FreeBytes) throw new IOException("The flash is full.");
        _file.SetLength(checked((int)length));
        _position = Math.Min(_position, length);
    });

    internal void Flush() => _life.Do(() => _storage.Flush(_name, Live()._file));

    internal void Close()
    {
        if (_isClosed) return;
        _life.Do(() => _storage.Flush(_name, _file));
        _isClosed = true;
    }

    private FlashFile Open(FileMode mode)
    {
        var file = _storage.Find(_name);
        switch (mode)
        {
            case FileMode.Open or FileMode.Truncate when file is null: throw new IOException($"No file '{_name}'.");
            case FileMode.CreateNew when file is not null: throw new IOException($"'{_name}' exists.");
        }
        if (_storage.FolderExists(_name)) throw new IOException($"'{_name}' is a folder.");
        file ??= _storage.Create(_name);
        if (mode is FileMode.Create or FileMode.Truncate) file.SetLength(0);
        return file;
    }

    private OpenFile Live() => _isClosed ? throw new ObjectDisposedException(_name) : this;

    private void RequireWritable()
    {
        if (!Live().CanWrite) throw new NotSupportedException("Not opened for writing.");
    }
}
