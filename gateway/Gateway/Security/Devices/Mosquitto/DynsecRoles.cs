using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Devices.Mosquitto;

/// <summary>The rights of devices and of the gateway, from the same list as at the gateway's own broker.</summary>
public sealed class DynsecRoles(string ns, bool singularToo)
{
    private const string Publish = "publishClientSend";
    private const string Subscribe = "subscribePattern";

    /// <summary>By its name a role is known as the gateway's, and as this fleet's where several share the broker.</summary>
    private readonly string _prefix = "nanofleet:" + Topics.Device(ns, "", "").TrimEnd('/') + "/";

    /// <summary>What the gateway itself says, and hears.</summary>
    public DynsecRole Gateway => new(
        "nanofleet:" + Topics.Under(ns, Topics.SystemGateway),
        [
            .. new[] { Topics.Stored, Topics.Command, Topics.ConfigDesired, Topics.OtaOffer }.Select(leaf => new DynsecAcl(Publish, Topics.Device(ns, "+", leaf))),
            .. new[] { Topics.BroadcastCommand, Topics.ConfigGlobal, "system/#", Topics.GroupCommand("", "+"), Topics.GroupConfig("", "+") }.Select(topic => new DynsecAcl(Publish, Topics.Under(ns, topic))),
            .. DeviceTopics.Publishes(ns, "+", singularToo).Select(filter => new DynsecAcl(Subscribe, filter)),
        ]);

    public DynsecRole Of(string deviceId, string? group) => new(
        NameOf(deviceId),
        [
            .. DeviceTopics.Publishes(ns, deviceId, singularToo).Select(filter => new DynsecAcl(Publish, filter)),
            .. DeviceTopics.Subscribes(ns, deviceId, group, singularToo).Select(filter => new DynsecAcl(Subscribe, filter)),
        ]);

    public string NameOf(string deviceId) => _prefix + deviceId;

    /// <summary>Whether the gateway has made it for a device, perhaps one that it does not know any more.</summary>
    public bool IsDevices(string roleName) => roleName.StartsWith(_prefix, StringComparison.Ordinal) && Rules.IsDeviceId(roleName[_prefix.Length..]);
}
