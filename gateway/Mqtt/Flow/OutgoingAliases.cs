using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The numbers that this end uses in place of topics, for one connection whose peer allows it (5.0 §3.3.2.3.4). A topic
/// has one place that it can stand in, found by its hash. It gets it at once where nobody stands there, else when it
/// comes twice before the topic that does: so the table is bounded, a look-up is one comparison, and topics that are
/// used once cost next to nothing. Not thread-safe: whoever writes the packets guards it, in the order of writing. Nothing is allocated but for a topic that
/// gets a number.
/// </summary>
internal sealed class OutgoingAliases(ushort maximum)
{
    /// <summary>An alias costs three bytes; a shorter topic saves none by it.</summary>
    private const int WorthwhileTopic = 4;

    private readonly int _maximum = maximum;
    private byte[]?[] _topics = [];
    private int[] _candidates = [];

    /// <summary>A table for the smaller of both ends' wishes; null where either wants none.</summary>
    public static OutgoingAliases? For(ushort own, ushort peers) => Math.Min(own, peers) is var maximum and > 0 ? new OutgoingAliases(maximum) : null;

    /// <summary>Puts an alias into the packet: in place of its topic, or beside it the first time; it grows by <see cref="OutgoingPublish.AliasGrowth"/> at most.</summary>
    public void Apply(ref OutgoingPublish packet)
    {
        if (packet.Topic.Length < WorthwhileTopic) return;
        var hash = Hash(packet.Topic);
        var place = (int)((uint)hash % (uint)_maximum);
        if (_topics.Length == 0) (_topics, _candidates) = (new byte[_maximum][], new int[_maximum]);
        if (_topics[place] is { } known && packet.Topic.SequenceEqual(known))
        {
            _candidates[place] = 0;
            packet.Topic = default;
            packet.TopicAlias = (ushort)(place + 1);
            return;
        }
        if (_topics[place] is not null && _candidates[place] != hash)
        {
            _candidates[place] = hash;
            return;
        }
        _candidates[place] = 0;
        _topics[place] = packet.Topic.ToArray();
        packet.TopicAlias = (ushort)(place + 1);
    }

    /// <summary>Never zero, which stands for no candidate.</summary>
    private static int Hash(ReadOnlySpan<byte> topic)
    {
        var hash = new HashCode();
        hash.AddBytes(topic);
        return hash.ToHashCode() | 1 << 30;
    }
}
