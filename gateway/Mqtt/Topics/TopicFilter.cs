namespace Nanofleet.Mqtt.Topics;

/// <summary>The rules for what is subscribed to (5.0 §4.7, §4.8; 3.1.1 §4.7).</summary>
internal static class TopicFilter
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>
    /// Not empty [MQTT-4.7.3-1]; # alone in the last level [MQTT-4.7.1-1]; + alone in its level [MQTT-4.7.1-2]; no more
    /// levels than allowed.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> filter, int maximumLevels = int.MaxValue)
    {
        if (filter.IsEmpty || TopicName.Levels(filter) > maximumLevels) return false;
        var ended = false;
        while (TopicName.NextLevel(ref filter, ref ended, out var level))
        {
            if (level.IndexOfAny((byte)'+', (byte)'#') < 0) continue;
            if (level.Length != 1 || level[0] == '#' && !ended) return false;
        }
        return true;
    }

    /// <summary>
    /// Splits <c>$share/group/filter</c> (5.0 §4.8.2). True with an empty group for an ordinary filter; false for a
    /// shared one whose group is empty, has a wildcard [MQTT-4.8.2-1] or no filter behind it [MQTT-4.8.2-2].
    /// </summary>
    public static bool TrySplitShare(ReadOnlySpan<byte> filter, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> rest)
    {
        group = default;
        rest = filter;
        if (!filter.StartsWith(SharePrefix)) return !filter.SequenceEqual("$share"u8);
        filter = filter[SharePrefix.Length..];
        var end = filter.IndexOf(TopicName.Separator);
        if (end <= 0) return false;
        group = filter[..end];
        rest = filter[(end + 1)..];
        return !rest.IsEmpty && group.IndexOfAny((byte)'+', (byte)'#') < 0;
    }

    /// <summary>Whether a topic falls under a filter; both valid. A first-level wildcard leaves topics that begin with $ alone [MQTT-4.7.2-1].</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (topic.Length > 0 && topic[0] == '$' && filter.Length > 0 && filter[0] is (byte)'+' or (byte)'#') return false;
        bool filterEnded = false, topicEnded = false;
        while (TopicName.NextLevel(ref filter, ref filterEnded, out var wanted))
        {
            if (wanted.Length == 1 && wanted[0] == '#') return true; // the parent level too (§4.7.1.2)
            if (!TopicName.NextLevel(ref topic, ref topicEnded, out var level)) return false;
            var any = wanted.Length == 1 && wanted[0] == '+';
            if (!any && !wanted.SequenceEqual(level)) return false;
        }
        return topicEnded;
    }
}
