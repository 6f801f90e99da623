namespace Nanofleet.Gateway.Security.Devices;

/// <summary>What a device tried and may not.</summary>
public enum DeviceRefusal
{
    /// <summary>With a wrong password, another's client identifier, another account than its own, or while it is suspended or retired.</summary>
    Connect,

    /// <summary>To a topic that is not its own, or not for devices to say.</summary>
    Publish,

    /// <summary>To a filter that reaches beyond its own topics and those for all.</summary>
    Subscribe,
}
