using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Pki.Change;

/// <summary>Reads from a board's report of its configuration whether it trusts what it was given.</summary>
internal static class CaReadiness
{
    /// <summary>The setting of boards that holds the certificates themselves.</summary>
    public const string Key = "broker_ca_pem";

    /// <param name="config">Null where nothing was ever wanted of the board.</param>
    /// <param name="bundle">What it is to trust.</param>
    public static CaStanding Of(ConfigRecord? config, string bundle)
    {
        if (config is not { ReportedJson: { } reported, SettingsJson: { } settings } || Text(settings, Key) != bundle) return CaStanding.Waiting;
        using var document = JsonDocument.Parse(reported);
        var report = document.RootElement;
        if (report.ValueKind != JsonValueKind.Object || !IsOf(report, config.Version)) return CaStanding.Waiting;
        return Code(report) switch
        {
            ConfigCodes.Applied => CaStanding.Ready,
            ConfigCodes.Conflict => CaStanding.NotConcerned, // without broker_tls there is nothing for it to trust
            _ => CaStanding.Waiting,
        };
    }

    /// <summary>In force for good: a trial may still be taken back.</summary>
    private static bool IsOf(JsonElement report, long version) =>
        report.TryGetProperty("version", out var said) && said.ValueKind == JsonValueKind.Number && said.TryGetInt64(out var number) && number == version
        && report.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.String && state.GetString() == ConfigStates.Applied;

    private static string? Code(JsonElement report) =>
        report.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Object
        && results.TryGetProperty(Key, out var result) && result.ValueKind == JsonValueKind.Object
        && result.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String
            ? code.GetString()
            : null;

    private static string? Text(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
