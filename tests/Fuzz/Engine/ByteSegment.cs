using System.Buffers;

namespace Nanofleet.Fuzz.Engine;

/// <summary>One piece of a sequence.</summary>
internal sealed class ByteSegment : ReadOnlySequenceSegment<byte>
{
    public ByteSegment(ReadOnlyMemory<byte> bytes, long at) => (Memory, RunningIndex) = (bytes, at);

    public ByteSegment Append(ReadOnlyMemory<byte> bytes)
    {
        var next = new ByteSegment(bytes, RunningIndex + Memory.Length);
        Next = next;
        return next;
    }
}
