using System.Text;
using Nanofleet.Fuzz.Engine;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Fuzz.Targets;

/// <summary>Matching of filters against a second one, written as the specification's sentences read (5.0 §4.7).</summary>
internal static class TopicOracle
{
    private static readonly string[] Levels = ["", "a", "b", "+", "#", "$x", "a+", "ab"];

    public static void Check(Random random)
    {
        var filter = Join(random, Levels.Length);
        var topic = Join(random, 3);
        if (random.Next(4) == 0) topic = "$x/" + topic;
        var isValid = IsFilter(filter);
        if (TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)) != isValid) throw new FindingException($"'{filter}' is {(isValid ? "" : "not ")}a filter");
        if (!isValid || topic.Length == 0) return;
        var expected = Matches(filter.Split('/'), topic.Split('/'));
        if (TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)) != expected) throw new FindingException($"'{filter}' and '{topic}': {expected} is right");
    }

    private static string Join(Random random, int words) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Levels[random.Next(words)]));

    private static bool IsFilter(string filter)
    {
        var levels = filter.Split('/');
        return filter.Length > 0
            && levels.All(level => level is "+" or "#" || !level.Contains('+') && !level.Contains('#'))
            && !levels[..^1].Contains("#");
    }

    private static bool Matches(string[] filter, string[] topic)
    {
        if (topic[0].StartsWith('$') && filter[0] is "+" or "#") return false;
        if (filter[^1] == "#") return topic.Length >= filter.Length - 1 && Same(filter[..^1], topic);
        return filter.Length == topic.Length && Same(filter, topic);
    }

    private static bool Same(string[] filter, string[] topic) => filter.Zip(topic).All(pair => pair.First == "+" || pair.First == pair.Second);
}
