using System.Net.Sockets;
using Nanofleet.VirtualBoard.Power;

namespace Nanofleet.VirtualBoard.Network;

/// <summary>
/// A connection of a board. While the air is cut nothing passes in either direction, not even the news that the other
/// side has closed; with the power gone it is reset.
/// </summary>
internal sealed class BoardStream : Stream, IPowered
{
    private readonly BoardLife _life;
    private readonly Socket _socket;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BoardStream(BoardLife life, Socket socket) => (_life, _socket) = (life, socket);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal static BoardStream Open(BoardLife life, Socket socket)
    {
        var stream = new BoardStream(life, socket);
        life.Attach(stream);
        return stream;
    }

    void IPowered.LosePower() => Reset();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            await PassAsync(cancellationToken).ConfigureAwait(false);
            return read;
        }
        catch (SocketException e)
        {
            await PassAsync(cancellationToken).ConfigureAwait(false);
            throw new IOException("The connection broke.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!buffer.IsEmpty)
            {
                var sent = await _socket.SendAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
                buffer = buffer[sent..];
            }
        }
        catch (SocketException e)
        {
            throw new IOException("The connection broke.", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _life.Detach(this);
        if (_life.Board.IsWifiCut) Reset();
        else _socket.Dispose();
        _ended.TrySetResult();
        base.Dispose(disposing);
    }

    // Zero linger sends a reset instead of an orderly end.
    private void Reset()
    {
        _socket.Close(0);
        _ended.TrySetResult();
    }

    private ValueTask PassAsync(CancellationToken cancel)
    {
        if (!_life.IsPowered) throw new IOException("The board has no power.");
        return _life.Board.IsWifiCut ? PassLaterAsync(cancel) : ValueTask.CompletedTask;
    }

    private async ValueTask PassLaterAsync(CancellationToken cancel)
    {
        while (_life.Board.IsWifiCut && !_ended.Task.IsCompleted)
            await Task.WhenAny(_life.Board.Air.WhenOpen, _ended.Task).WaitAsync(cancel).ConfigureAwait(false);
        if (_ended.Task.IsCompleted) throw new IOException("The connection is closed.");
    }
}
