using Nanofleet.VirtualBoard.Power;
using Nanofleet.VirtualBoard.Storage;

namespace System.IO;

public class FileStream : Stream
{
    private readonly OpenFile _file;

    public FileStream(string path, FileMode mode) : this(path, mode, mode == FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite)
    {
    }

    public FileStream(string path, FileMode mode, FileAccess access) : this(path, mode, access, FileShare.Read)
    {
    }

    public FileStream(string path, FileMode mode, FileAccess access, FileShare share) : this(path, mode, access, share, 2048)
    {
    }

    public FileStream(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize)
    {
        Name = path;
        _file = new OpenFile(BoardLife.Current, path, mode, access);
    }

    public string Name { get; }

    public override bool CanRead => _file.CanRead;

    public override bool CanSeek => true;

    public override bool CanWrite => _file.CanWrite;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    public override void Close() => base.Close();

    public override void Flush() => _file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => _file.Read(buffer, offset, count);

    public override int ReadByte()
    {
        var one = new byte[1];
        return Read(one, 0, 1) == 1 ? one[0] : -1;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => _file.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => _file.Write(buffer, offset, count);

    public override void WriteByte(byte value) => Write(new[] { value }, 0, 1);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Close();
        base.Dispose(disposing);
    }
}
