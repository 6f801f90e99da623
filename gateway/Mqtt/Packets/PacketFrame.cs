using System.Buffers;

namespace Nanofleet.Mqtt.Packets;

/// <summary>Finds packets in a stream of bytes: the fixed header (5.0 §2.1; 3.1.1 §2.2) and what it encloses.</summary>
internal static class PacketFrame
{
    /// <summary>First byte and at most four of length.</summary>
    private const int MaximumHeader = 5;

    /// <summary>Cuts one packet off the buffer. The header's flags are the packet's own affair.</summary>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, int maximumSize, out byte header, out ReadOnlySequence<byte> body)
    {
        header = 0;
        body = default;
        scoped ReadOnlySpan<byte> start = buffer.FirstSpan;
        Span<byte> copy = stackalloc byte[MaximumHeader];
        if (start.Length < MaximumHeader && !buffer.IsSingleSegment)
        {
            var length = (int)Math.Min(buffer.Length, MaximumHeader);
            buffer.Slice(0, length).CopyTo(copy);
            start = copy[..length];
        }
        if (start.Length < 2) return FrameStatus.Incomplete;

        var size = VariableByteInteger.TryRead(start[1..], out var remaining);
        if (size < 0) return FrameStatus.Malformed;
        if (size == 0) return FrameStatus.Incomplete;
        var whole = 1L + size + remaining;
        if (whole > maximumSize) return FrameStatus.TooLarge;
        if (buffer.Length < whole) return FrameStatus.Incomplete;

        header = start[0];
        body = buffer.Slice(1 + size, remaining);
        buffer = buffer.Slice(whole);
        return FrameStatus.Complete;
    }

    /// <summary>The bytes in one piece: without a copy where the transport received them so, else copied into the buffer given.</summary>
    public static ReadOnlyMemory<byte> Contiguous(in ReadOnlySequence<byte> body, ref byte[] copy)
    {
        if (body.IsSingleSegment) return body.First;
        var length = (int)body.Length;
        if (copy.Length < length) copy = new byte[length];
        body.CopyTo(copy);
        return copy.AsMemory(0, length);
    }
}
