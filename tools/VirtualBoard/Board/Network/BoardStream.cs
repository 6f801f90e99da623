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
    private readonly CancellationTokenSource _ended = new();
    private int _isEnded;

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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            var read = await _socket.ReceiveAsync(buffer, SocketFlags.None, either.Token).ConfigureAwait(false);
            await PassAsync(either.Token).ConfigureAwait(false);
            return read;
        }
        catch (SocketException e)
        {
            await PassAsync(either.Token).ConfigureAwait(false);
            throw new IOException("The connection broke.", e);
        }
        catch (Exception e) when (IsClosed(e, cancellationToken))
        {
            throw new IOException("The connection is closed.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await PassAsync(either.Token).ConfigureAwait(false);
            while (!buffer.IsEmpty)
            {
                var sent = await _socket.SendAsync(buffer, SocketFlags.None, either.Token).ConfigureAwait(false);
                buffer = buffer[sent..];
            }
        }
        catch (SocketException e)
        {
            throw new IOException("The connection broke.", e);
        }
        catch (Exception e) when (IsClosed(e, cancellationToken))
        {
            throw new IOException("The connection is closed.", e);
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
        Close(_socket.Dispose);
        base.Dispose(disposing);
    }

    // Zero linger sends a reset instead of an orderly end.
    private void Reset() => Close(() => _socket.Close(0));

    // Through silent air the other side does not hear of the end either: the socket stays until the air is back.
    private void Close(Action close)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 1) return;
        _ended.CancelAsync();
        if (_life.Board.IsWifiCut) _life.Board.Air.WhenOpen.ContinueWith(_ => close(), TaskScheduler.Default);
        else close();
    }

    private bool IsClosed(Exception e, CancellationToken callers) =>
        e is ObjectDisposedException or OperationCanceledException && _ended.IsCancellationRequested && !callers.IsCancellationRequested;

    private async ValueTask PassAsync(CancellationToken cancel)
    {
        while (_life.Board.IsWifiCut) await _life.Board.Air.WhenOpen.WaitAsync(cancel).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }
}
