using System.Text.Encodings.Web;
using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Api;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Text;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What is wanted of a device and what it made of it, in words and without secrets.</summary>
/// <param name="OwnText">The device's own layer as somebody would write it.</param>
/// <param name="Summary">How far the board is.</param>
public sealed record BoardConfigView(string? Group, string OwnText, bool InSync, string Summary, IReadOnlyList<BoardConfigRow> Rows)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BoardConfigView Of(ConfigRecord record)
    {
        var config = ConfigView.Of(record);
        var reported = new JsonMembers(config.Reported?.GetRawText());
        var results = reported.Object("results");
        var isOfThis = reported.Number("version") is { } version && (long)version == config.Version;
        var rows = config.Desired is { } desired
            ? desired.EnumerateObject().Select(wanted => BoardConfigRow.Of(wanted, isOfThis ? results.Object(wanted.Name) : null)).ToList()
            : [];
        var own = config.Settings is { } settings ? JsonSerializer.Serialize(settings, Indented) : "{}";
        return new BoardConfigView(config.Group, own, config.InSync, SummaryOf(config.Version, isOfThis, reported), rows);
    }

    private static string SummaryOf(long version, bool isOfThis, JsonMembers reported)
    {
        var state = reported.Text("state");
        if (version == 0) return "Nothing is wanted of this device: it has the settings that were flashed with it.";
        if (state == ConfigStates.Refused) return $"Version {version} is wanted; the device could not use it: {reported.Text("reason")}.";
        if (!isOfThis) return $"Version {version} is wanted; the device has not answered yet.";
        return state switch
        {
            ConfigStates.Applied => $"Version {version} is in force.",
            ConfigStates.Trial => $"Version {version} is on trial: the device keeps it when one of its readings gets through in time.",
            ConfigStates.Reverted => $"Version {version} was tried and taken back: {Words.Reverted(reported.Text("reason") ?? "")}. Change it to try again.",
            _ => $"Version {version} is wanted; the device says “{state}”.",
        };
    }
}
