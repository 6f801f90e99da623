using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Ui.Text;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>One setting that is wanted of a device.</summary>
/// <param name="Outcome">What became of the key, in words; null while nobody knows.</param>
public sealed record BoardConfigRow(string Key, string Wanted, string? Outcome, bool Good, string? Message)
{
    public static BoardConfigRow Of(JsonProperty wanted, JsonMembers? result)
    {
        var code = result?.Text("code");
        return new BoardConfigRow(wanted.Name, wanted.Value.GetRawText(), code is null ? null : Words.ConfigCode(code), code is null or ConfigCodes.Applied, result?.Text("message"));
    }
}
