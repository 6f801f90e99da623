using System.Buffers;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Fuzz.Engine;

/// <summary>What a case has sent, seen as the library sees it: damage to a length makes other packets of the bytes that follow.</summary>
internal sealed class SentStream
{
    private byte[] _rest = [];
    private bool _isLost;

    /// <summary>Whether a DISCONNECT has come with these bytes, meant as one or not: then the library may end without a word.</summary>
    public bool SaysGoodbye(byte[] bytes)
    {
        if (_isLost) return false;
        var buffer = new ReadOnlySequence<byte>([.. _rest, .. bytes]);
        var found = false;
        FrameStatus status;
        while ((status = PacketFrame.TryRead(ref buffer, int.MaxValue, out var header, out _)) == FrameStatus.Complete)
        {
            found |= header >> 4 == (int)PacketType.Disconnect;
        }
        _isLost = status != FrameStatus.Incomplete;
        _rest = buffer.ToArray();
        return found;
    }
}
