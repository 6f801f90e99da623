using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Commands;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/devices/{id}/commands</c> when the board answered.</summary>
/// <param name="State">accepted, done, failed, expired or rejected; a board that names no state has done it or failed.</param>
/// <param name="Success">What the board says; where it says nothing, whether it names an error. Null while it has only begun.</param>
public sealed record CommandAnswer(string RequestId, string State, bool? Success, JsonElement? Result, JsonElement? Error, long DurationMs)
{
    public static CommandAnswer Of(CommandResult result)
    {
        using var document = JsonDocument.Parse(result.ResponseJson!);
        var root = document.RootElement;
        JsonElement? error = root.TryGetProperty("error", out var e) && e.ValueKind != JsonValueKind.Null ? e.Clone() : null;
        JsonElement? value = root.TryGetProperty("result", out var r) && r.ValueKind != JsonValueKind.Null ? r.Clone() : null;
        var success = root.TryGetProperty("success", out var s) && s.ValueKind is JsonValueKind.True or JsonValueKind.False ? s.GetBoolean() : error is null;
        var state = root.TryGetProperty("state", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()! : success ? CommandStates.Done : CommandStates.Failed;
        return new CommandAnswer(result.RequestId, state, success, value, error, (long)result.Duration.TotalMilliseconds);
    }

    public static CommandAnswer Begun(CommandResult result) => new(result.RequestId, CommandStates.Accepted, null, null, null, (long)result.Duration.TotalMilliseconds);
}
