using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Nanofleet.Mqtt.Transports;

/// <summary>
/// MQTT's bytes over a WebSocket (5.0 §6), at either end: every write is one binary frame, and what comes in is a stream
/// of bytes whatever its frames are [MQTT-6.0.0-2]. A frame with text ends it [MQTT-6.0.0-1]. Receiving goes on by itself
/// into a pipe, because a WebSocket does not survive it that a read is cancelled, and the last word is still to be said.
/// </summary>
internal sealed class WebSocketLink : Stream, IDuplexPipe
{
    private readonly WebSocket _socket;
    private readonly Pipe _received = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Stream _reading;
    private readonly Task _receiving;
    private WebSocketCloseStatus _goodbye = WebSocketCloseStatus.NormalClosure;

    public WebSocketLink(WebSocket socket)
    {
        _socket = socket;
        _reading = _received.Reader.AsStream(leaveOpen: true);
        Output = PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));
        _receiving = ReceiveAsync();
    }

    public PipeReader Input => _received.Reader;
    public PipeWriter Output { get; }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Says goodbye and waits so long for the other side to do the same; then it is cut.</summary>
    public async Task CloseAsync(TimeSpan grace)
    {
        try
        {
            using var limit = new CancellationTokenSource(grace);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync(_goodbye, null, limit.Token);
            await _received.Reader.CompleteAsync();
            await _receiving.WaitAsync(limit.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // It is cut below, which is all that is left to do.
        }
        Abort();
    }

    /// <summary>Cuts it.</summary>
    public void Abort()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reading.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _socket.SendAsync(buffer, WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override async ValueTask DisposeAsync() => await CloseAsync(TimeSpan.FromSeconds(1));

    public override void Flush() => throw Synchronous();
    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();
    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Abort();
        base.Dispose(disposing);
    }

    private static bool IsEnd(Exception e) => e is WebSocketException or IOException or InvalidOperationException or OperationCanceledException;

    private static NotSupportedException Synchronous() => new("a WebSocket is read and written asynchronously");

    private async Task ReceiveAsync()
    {
        try
        {
            var more = true;
            while (more) more = await ReceiveOnceAsync() && !(await _received.Writer.FlushAsync()).IsCompleted;
            await _received.Writer.CompleteAsync();
            await DrainAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            await _received.Writer.CompleteAsync(new IOException(e.Message, e));
        }
    }

    /// <summary>False: the other side is through, or sent what it must not.</summary>
    private async ValueTask<bool> ReceiveOnceAsync()
    {
        var part = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None); // nothing is held while it is quiet
        if (part.MessageType == WebSocketMessageType.Binary)
        {
            part = await _socket.ReceiveAsync(_received.Writer.GetMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Binary) _received.Writer.Advance(part.Count);
        }
        if (part.MessageType == WebSocketMessageType.Text) _goodbye = WebSocketCloseStatus.InvalidMessageType;
        return part.MessageType == WebSocketMessageType.Binary;
    }

    /// <summary>Nobody reads any more: what comes before the other side's goodbye goes nowhere, so that it can read ours.</summary>
    private async Task DrainAsync()
    {
        var nowhere = new byte[1024];
        while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent) await _socket.ReceiveAsync(nowhere.AsMemory(), CancellationToken.None);
    }
}
