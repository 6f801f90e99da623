using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// What a device with credentials of its own may send and hear, as topic filters: the one list from which the rules of the
/// gateway's own broker and those of Mosquitto are made. Whatever is not in it, a device may not.
/// </summary>
public static class DeviceTopics
{
    /// <summary>What a device says, below its own root. A reading's own topic is one level below data.</summary>
    public static IReadOnlyList<string> UpwardLeaves { get; } =
    [
        Topics.Status, Topics.Info, Topics.Data, $"{Topics.Data}/+", Topics.Heartbeat, Topics.Response, Topics.ConfigReported,
        Topics.Log, Topics.OtaRequest, Topics.OtaProgress,
    ];

    /// <summary>Where a device's own topics begin: <c>devices/kitchen/</c>, and <c>device/kitchen/</c> where that root is taken too.</summary>
    public static IReadOnlyList<string> Roots(string ns, string deviceId, bool singularToo)
    {
        var root = Topics.Device(ns, deviceId, "");
        return singularToo ? [root, Topics.Under(ns, $"{Topics.SingularRoot}/{deviceId}/")] : [root];
    }

    /// <summary>What it may publish, retained or not, and leave as its will.</summary>
    public static IReadOnlyList<string> Publishes(string ns, string deviceId, bool singularToo) =>
        [.. Roots(ns, deviceId, singularToo).SelectMany(root => UpwardLeaves.Select(leaf => root + leaf))];

    /// <summary>
    /// What it may subscribe to: all of its own, by whatever wildcard stays within, and what is said to all or to its group.
    /// To hear what it said itself tells it nothing new, and other firmware subscribes to its whole branch.
    /// </summary>
    public static IReadOnlyList<string> Subscribes(string ns, string deviceId, string? group, bool singularToo)
    {
        string[] all = [Topics.BroadcastCommand, Topics.ConfigGlobal, Topics.SystemGateway, Topics.SystemBroadcast];
        string[] ofGroup = group is null ? [] : [Topics.GroupCommand(ns, group), Topics.GroupConfig(ns, group)];
        return [.. Roots(ns, deviceId, singularToo).Select(root => root + "#"), .. all.Select(topic => Topics.Under(ns, topic)), .. ofGroup];
    }
}
