using System.IO.Pipelines;

namespace Nanofleet.Mqtt.Transports;

/// <summary>A stream as a pair of pipes. The stream stays its owner's.</summary>
internal sealed class StreamPipes(Stream stream, StreamPipeReaderOptions reading) : IDuplexPipe
{
    /// <summary>For one of many: it reads no bytes first, so that a connection that waits holds no buffer.</summary>
    public static readonly StreamPipeReaderOptions Frugal = new(leaveOpen: true, useZeroByteReads: true);

    /// <summary>For the only one: as much as there is with every read.</summary>
    public static readonly StreamPipeReaderOptions Large = new(bufferSize: 16 * 1024, leaveOpen: true);

    private static readonly StreamPipeWriterOptions Writing = new(leaveOpen: true);

    public PipeReader Input { get; } = PipeReader.Create(stream, reading);

    public PipeWriter Output { get; } = PipeWriter.Create(stream, Writing);
}
