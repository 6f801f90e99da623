using System.Runtime.InteropServices;
using System.Text;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// How much room each branch of topics takes among the retained messages, so that who may publish below one alone cannot take
/// it from all others. Counted by topic and not by publisher: so it is right after a restart without being stored, and no
/// client identifier gets around it. Guarded by its owner; nothing is allocated but for the first message of a branch.
/// </summary>
internal sealed class RetainedShares(MqttBrokerOptions options)
{
    private readonly byte[][] _parents = [.. options.RetainedBranches.Select(parent => Encoding.UTF8.GetBytes(parent + "/"))];
    private readonly int _maximumMessages = options.MaximumRetainedMessagesPerBranch;
    private readonly long _maximumBytes = options.MaximumRetainedBytesPerBranch;
    private readonly Dictionary<byte[], Share> _shares = new(TopicLevelComparer.Instance);

    private Dictionary<byte[], Share>.AlternateLookup<ReadOnlySpan<byte>> Lookup => _shares.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Whether the topic's branch may have so many more; what takes no more than before always may, also where an earlier process allowed more.</summary>
    public bool HasRoom(ReadOnlySpan<byte> topic, int messages, long bytes)
    {
        var branch = BranchOf(topic);
        if (branch.IsEmpty) return true;
        Lookup.TryGetValue(branch, out var share);
        return (messages <= 0 || share.Messages + messages <= _maximumMessages) && (bytes <= 0 || share.Bytes + bytes <= _maximumBytes);
    }

    public void Count(ReadOnlySpan<byte> topic, int messages, long bytes)
    {
        var branch = BranchOf(topic);
        if (branch.IsEmpty) return;
        ref var share = ref CollectionsMarshal.GetValueRefOrAddDefault(Lookup, branch, out _);
        share.Messages += messages;
        share.Bytes += bytes;
        if (share.Messages == 0) Lookup.Remove(branch);
    }

    /// <summary>The topic up to the level below a parent; empty where it has none.</summary>
    private ReadOnlySpan<byte> BranchOf(ReadOnlySpan<byte> topic)
    {
        foreach (var parent in _parents)
        {
            if (!topic.StartsWith(parent)) continue;
            var length = topic[parent.Length..].IndexOf((byte)'/');
            return length < 0 ? topic : topic[..(parent.Length + length)];
        }

        return [];
    }

    private struct Share
    {
        public int Messages;
        public long Bytes;
    }
}
