using System.IO.Pipelines;

namespace Nanofleet.Fuzz.Engine;

/// <summary>A connection in memory: the library has one end, the case the other.</summary>
internal sealed class Wire : IDuplexPipe
{
    private readonly Pipe _toLibrary;
    private readonly Pipe _toCase;
    private bool _cut;

    public Wire(CaseLoop loop)
    {
        var options = new PipeOptions(readerScheduler: loop.Scheduler, writerScheduler: loop.Scheduler, pauseWriterThreshold: 0, useSynchronizationContext: true);
        _toLibrary = new Pipe(options);
        _toCase = new Pipe(options);
    }

    public PipeReader Input => _toLibrary.Reader;

    public PipeWriter Output => _toCase.Writer;

    /// <summary>The library has ended its side.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>As the library's client wants it.</summary>
    public Stream AsStream() => new WireStream(Input.AsStream(), Output.AsStream());

    public void Send(ReadOnlyMemory<byte> bytes)
    {
        if (_cut) return;
        var sent = _toLibrary.Writer.WriteAsync(bytes);
        if (!sent.IsCompleted) throw new InvalidOperationException("the pipe has no limit, and yet it waits");
        sent.GetAwaiter().GetResult();
    }

    /// <summary>What the library has written since this was last asked.</summary>
    public byte[] Take()
    {
        if (IsClosed || !_toCase.Reader.TryRead(out var result)) return [];
        var bytes = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
        _toCase.Reader.AdvanceTo(result.Buffer.End);
        IsClosed = result.IsCompleted;
        return bytes;
    }

    /// <summary>Ends the case's side: in order, or as a broken connection.</summary>
    public void Cut(bool broken = false)
    {
        if (_cut) return;
        _cut = true;
        _toLibrary.Writer.Complete(broken ? new IOException("cut by the case") : null);
    }

    private sealed class WireStream(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
                output.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
