using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui;

/// <summary>What a person asked a device to do, by a button or by hand, turned into what the API takes and checked by the same rules.</summary>
internal static class CommandForm
{
    /// <summary>False with a sentence that says what to mend.</summary>
    public static bool TryRead(IFormCollection form, CommandsOptions options, out CommandRequest request, out string problem)
    {
        request = null!;
        var preset = CommandPreset.All.FirstOrDefault(preset => preset.Name == form["preset"]);
        var action = preset?.Action ?? form["action"].ToString().Trim();
        var text = preset is null ? form["params"].ToString().Trim() : preset.ParamsJson;
        if (!TryParse(text, out var parameters, out problem)) return false;
        var body = JsonSerializer.SerializeToElement(new JsonObject { ["action"] = action, ["params"] = parameters });
        return CommandRequest.TryRead(body, options, out request, out problem);
    }

    private static bool TryParse(string? text, out JsonNode? parameters, out string problem)
    {
        parameters = null;
        problem = "";
        if (string.IsNullOrEmpty(text)) return true;
        try
        {
            parameters = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException e)
        {
            problem = $"The parameters are not JSON: see line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}. An object is needed, such as {{\"state\":1}}.";
            return false;
        }
    }
}
