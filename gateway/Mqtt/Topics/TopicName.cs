namespace Nanofleet.Mqtt.Topics;

/// <summary>The rules for a topic that is published to (5.0 §4.7; 3.1.1 §4.7). Topics are UTF-8 that was checked before.</summary>
internal static class TopicName
{
    public const byte Separator = (byte)'/';

    /// <summary>At least one character [MQTT-4.7.3-1], no wildcard [MQTT-3.3.2-2], no more levels than allowed.</summary>
    public static bool IsValid(ReadOnlySpan<byte> topic, int maximumLevels = int.MaxValue) =>
        !topic.IsEmpty && topic.IndexOfAny((byte)'+', (byte)'#') < 0 && Levels(topic) <= maximumLevels;

    public static int Levels(ReadOnlySpan<byte> topic) => topic.Count(Separator) + 1;

    /// <summary>Takes the first level off; false when nothing is left. An empty level is a level.</summary>
    public static bool NextLevel(ref ReadOnlySpan<byte> rest, ref bool ended, out ReadOnlySpan<byte> level)
    {
        level = default;
        if (ended) return false;
        var end = rest.IndexOf(Separator);
        ended = end < 0;
        level = ended ? rest : rest[..end];
        rest = ended ? default : rest[(end + 1)..];
        return true;
    }
}
