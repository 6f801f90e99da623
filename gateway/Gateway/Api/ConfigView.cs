using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET</c> and <c>PUT /api/devices/{id}/config</c>. Secrets are masked.</summary>
/// <param name="Version">0 where nothing was ever wanted.</param>
/// <param name="Settings">The device's own layer.</param>
/// <param name="Desired">All layers together, as the board gets them.</param>
/// <param name="Reported">The board's last report: its state and what became of each key.</param>
/// <param name="InSync">The board has this version in force, for good.</param>
public sealed record ConfigView(string DeviceId, string? Group, long Version, JsonElement? Settings, JsonElement? Desired, bool InSync, JsonElement? Reported, string? ReportedAt)
{
    public static ConfigView Of(ConfigRecord config)
    {
        var reported = ConfigSecretsMask.Hide(config.ReportedJson);
        return new ConfigView(
            config.DeviceId, config.Group, config.Version, ConfigSecretsMask.Hide(config.OwnJson), ConfigSecretsMask.Hide(config.SettingsJson),
            IsInSync(config.Version, reported), reported, Timestamps.Text(config.ReportedMs));
    }

    private static bool IsInSync(long version, JsonElement? reported)
    {
        if (version == 0) return true;
        return reported is { } report && report.TryGetProperty("version", out var said) && said.ValueKind == JsonValueKind.Number && said.TryGetInt64(out var number) && number == version
            && report.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.String && state.GetString() == ConfigStates.Applied;
    }
}
