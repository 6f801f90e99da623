using FsCheck;
using FsCheck.Fluent;

namespace Nanofleet.Contract.Tests;

public sealed class TopicsTests
{
    private static readonly Gen<string> Topic =
        from count in Gen.Choose(1, 4)
        from levels in Gen.Elements("", "a", "b", "ab", "$a").ArrayOf(count)
        select string.Join('/', levels);

    private static readonly Gen<string> Filter =
        from count in Gen.Choose(1, 4)
        from levels in Gen.Elements("", "a", "b", "ab", "$a", "+").ArrayOf(count)
        from open in Gen.Elements("", "/#")
        from all in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select all ? "#" : string.Join('/', levels) + open;

    [Fact]
    public void Matches_agrees_with_the_rules_level_by_level() =>
        Properties.Holds(
            from filter in Filter from topic in Topic where filter.Length > 0 && topic.Length > 0 select (filter, topic),
            given => Topics.Matches(given.filter, given.topic) == Reference(given.filter, given.topic),
            tries: 20_000);

    [Fact]
    public void A_device_topic_is_taken_apart_into_what_it_was_built_from() =>
        Properties.Holds(
            from ns in Gen.Elements(null!, "", "lab", "devices", "a b")
            from id in Properties.TextOf("abcXYZ019_-", 20)
            where id.Length > 0
            from sensor in Gen.Elements("t", "pm2_5", "data", "status")
            select (ns, id, sensor),
            given => Topics.Parse(Topics.Device(given.ns, given.id, "data/" + given.sensor), given.ns, false, out var id, out var sensor) == TopicKind.SensorData
                && id == given.id && sensor == given.sensor);

    [Fact]
    public void Parse_survives_any_text() =>
        Properties.Holds(
            from topic in Gen.OneOf(Properties.TextOf("devices/at+#°", 30), Topic.Select(rest => "devices/" + rest))
            from ns in Gen.Elements(null!, "devices", "d")
            from singular in Gen.Elements(true, false)
            select (topic, ns, singular),
            given =>
            {
                var kind = Topics.Parse(given.topic, given.ns, given.singular, out var id, out var sensor);
                return (kind == TopicKind.None || id.Length > 0) && (kind == TopicKind.SensorData) == (sensor is not null);
            });

    // MQTT 5.0, 4.7.1 and 4.7.2
    private static bool Reference(string filter, string topic)
    {
        if (topic[0] == '$' && filter[0] is '#' or '+') return false;
        var wanted = filter.Split('/');
        var levels = topic.Split('/');
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] == "#") return levels.Length >= i;
            if (i >= levels.Length || (wanted[i] != "+" && wanted[i] != levels[i])) return false;
        }

        return wanted.Length == levels.Length;
    }
}
