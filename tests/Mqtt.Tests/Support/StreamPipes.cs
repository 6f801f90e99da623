using System.IO.Pipelines;

namespace Nanofleet.Mqtt.Tests.Support;

/// <summary>A stream as the pair of pipes that the broker serves.</summary>
internal sealed class StreamPipes(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream);
    public PipeWriter Output { get; } = PipeWriter.Create(stream);
}
