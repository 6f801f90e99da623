namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>
/// Every kind of topic, one's own, another's and by wildcard, with whether the device 'roof' of the group 'indoor' may. It is
/// spelled out here once more, so that a slip in the product's list shows.
/// </summary>
public static class TopicMatrix
{
    public const string Device = "roof";
    public const string Group = "indoor";

    /// <summary>Another device; the others have names that begin like ours, or with which ours begins.</summary>
    public const string Victim = "kitchen";

    private static readonly string[] Up =
        ["status", "info", "data", "data/temperature", "heartbeat", "response", "config/reported", "log", "ota/request", "ota/progress"];

    private static readonly string[] Down = ["stored", "command", "config/desired", "ota/offer"];
    private static readonly string[] NoKind = ["other", "data/a/b", "status/x", "Data", "config", "config/desired/x"];
    private static readonly string[] Others = [Victim, "roof2", "roo", "roof.b", "Roof"];
    private static readonly string[] ForAll = ["broadcast/command", "config/global", "system/gateway", "system/broadcast", $"groups/{Group}/command", $"config/group/{Group}"];

    private static readonly string[] NotForIt =
        ["groups/outdoor/command", "config/group/outdoor", "system/devices/online", "system/devices/offline", "system/alerts", "user/ann/notifications", "analytics/x", "roof", "devices/roof"];

    /// <summary>Topics to publish to, retained or not, or to leave a will at.</summary>
    public static IEnumerable<(string Topic, bool IsAllowed)> Publishes =>
    [
        .. Up.Select(leaf => (Own(leaf), true)),
        .. Down.Concat(NoKind).Select(leaf => (Own(leaf), false)),
        .. Others.SelectMany(id => Up.Concat(Down).Concat(NoKind).Select(leaf => ($"devices/{id}/{leaf}", false))),
        .. Up.Select(leaf => ($"device/{Device}/{leaf}", false)), // unless Mqtt:SingularRoot says so
        .. Up.Select(leaf => ($"home/devices/{Device}/{leaf}", false)), // another fleet's
        .. ForAll.Concat(NotForIt).Select(topic => (topic, false)),
    ];

    public static IEnumerable<(string Filter, bool IsAllowed)> Subscriptions =>
    [
        .. Up.Concat(Down).Select(leaf => (Own(leaf), true)),
        .. new[] { Own("#"), Own("+"), Own("+/reported"), Own("config/#"), Own("config/+") }.Select(filter => (filter, true)),
        .. ForAll.Select(topic => (topic, true)),
        .. Others.SelectMany(id => Up.Concat(Down).Append("#").Append("+").Select(leaf => ($"devices/{id}/{leaf}", false))),
        .. Up.Concat(Down).Select(leaf => ($"devices/+/{leaf}", false)),
        .. Up.Select(leaf => ($"+/{Device}/{leaf}", false)),
        .. new[] { "#", "+", "+/#", "devices/#", "devices/+", "devices/+/#", "+/+/command", "system/#", "system/+", "groups/+/command", "groups/#", "config/#", "config/+", "config/group/+", "$SYS/#", "$SYS/broker/uptime", "$CONTROL/#" }
            .Select(filter => (filter, false)),
        .. NotForIt.Where(topic => topic != $"devices/{Device}").Select(topic => (topic, false)),
        ("$share/g/devices/+/command", false),
        ($"$share/g/devices/{Victim}/command", false),
        ("$share/g/#", false),
    ];

    private static string Own(string leaf) => $"devices/{Device}/{leaf}";
}
