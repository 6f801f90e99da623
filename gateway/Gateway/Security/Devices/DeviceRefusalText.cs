namespace Nanofleet.Gateway.Security.Devices;

/// <summary>What was refused, for people: what follows is the name or topic.</summary>
public static class DeviceRefusalText
{
    public static string Of(DeviceRefusal kind) => kind switch
    {
        DeviceRefusal.Publish => "to publish to",
        DeviceRefusal.Subscribe => "to subscribe to",
        _ => "to connect:",
    };
}
