namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A command behind a button.</summary>
/// <param name="Class">How the button looks where it is not like the others.</param>
public sealed record CommandPreset(string Name, string Words, string Action, string? ParamsJson, string? Class = null)
{
    public static readonly IReadOnlyList<CommandPreset> All =
    [
        new("led_on", "LED on", "set_led", """{"state":1}"""),
        new("led_off", "LED off", "set_led", """{"state":0}"""),
        new("ping", "Ping", "ping", null),
        new("read_now", "Read now", "read_now", null),
        new("identify", "Identify", "identify", null),
        new("stop", "Emergency stop", Contract.Actions.EmergencyStop, null, "stop"),
        new("release", "End the stop", Contract.Actions.EmergencyRelease, null, "plain"),
    ];
}
