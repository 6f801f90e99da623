using System.Text;
using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Commands;

/// <summary>What a caller wants a board to do, checked.</summary>
/// <param name="Params">A JSON object, or null for none.</param>
public sealed record CommandRequest(string RequestId, string Action, byte[]? Params, TimeSpan Timeout)
{
    private static readonly string[] Members = ["action", "params", "timeout_s", "request_id"];

    /// <summary>Reads the body of a request; a fault names field, value and fix.</summary>
    public static bool TryRead(JsonElement body, CommandsOptions options, out CommandRequest request, out string fault)
    {
        request = null!;
        fault = "";
        if (body.ValueKind != JsonValueKind.Object) fault = "The body must be an object such as {\"action\":\"ping\"}.";
        else if (!JsonCheck.TryPass(Encoding.UTF8.GetBytes(body.GetRawText()), out var refusal)) fault = refusal.Sentence.Replace("The payload", "The body", StringComparison.Ordinal);
        else if (UnknownMember(body) is { } unknown) fault = unknown;
        else if (!TryAction(body, out var action)) fault = $"action {Shown(body, "action")}must be a text of 1 to {Limits.SensorName} small letters, digits or '_', such as \"ping\".";
        else if (!TryParams(body, out var parameters)) fault = $"params {Shown(body, "params")}must be an object, such as {{\"pin\":2,\"state\":1}}.";
        else if (!TryTimeout(body, options, out var timeout)) fault = $"timeout_s {Shown(body, "timeout_s")}must be a number of seconds above 0 and up to {options.MaximumTimeout.TotalSeconds}.";
        else if (!TryRequestId(body, out var id)) fault = $"request_id {Shown(body, "request_id")}must be a text of 1 to {Limits.RequestId} printable characters without space; leave it out to get one.";
        else request = new CommandRequest(id, action, parameters, timeout);
        return fault.Length == 0;
    }

    private static string? UnknownMember(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (Members.Contains(member.Name)) continue;
            var nearest = NearestName.Find(member.Name, Members);
            return $"There is no member '{member.Name}'; {(nearest is null ? "known are " + string.Join(", ", Members) : $"did you mean {nearest}?")}";
        }

        return null;
    }

    private static bool TryAction(JsonElement body, out string action)
    {
        action = body.TryGetProperty("action", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
        return Rules.IsAction(action);
    }

    private static bool TryParams(JsonElement body, out byte[]? parameters)
    {
        parameters = null;
        if (!body.TryGetProperty("params", out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind != JsonValueKind.Object) return false;
        parameters = BoardJson.Encode(member);
        return true;
    }

    private static bool TryTimeout(JsonElement body, CommandsOptions options, out TimeSpan timeout)
    {
        timeout = options.DefaultTimeout;
        if (!body.TryGetProperty("timeout_s", out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind != JsonValueKind.Number || !member.TryGetDouble(out var seconds) || !(seconds > 0) || seconds > options.MaximumTimeout.TotalSeconds) return false;
        timeout = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryRequestId(JsonElement body, out string id)
    {
        id = "req_" + Guid.NewGuid().ToString("n")[..16];
        if (!body.TryGetProperty("request_id", out var member) || member.ValueKind == JsonValueKind.Null) return true;
        id = member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
        return Rules.IsRequestId(id);
    }

    private static string Shown(JsonElement body, string name) =>
        body.TryGetProperty(name, out var member) ? $"= {Refusal.Cut(member.GetRawText())} " : "";
}
