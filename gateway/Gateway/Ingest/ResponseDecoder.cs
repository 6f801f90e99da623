using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/response</c> apart. Boards of other makes may leave out state, result and success.</summary>
public static class ResponseDecoder
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal)
    {
        inbound = null!;
        refusal = default;
        using var document = JsonDocument.Parse(raw.Payload);
        var root = document.RootElement;
        var id = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("request_id", out var r) && r.ValueKind == JsonValueKind.String ? r.GetString()! : "";
        if (!Rules.IsRequestId(id))
        {
            refusal = Refusal.WrongShape($"The response has no request_id of 1 to {Limits.RequestId} printable characters, so it answers nothing.");
            return false;
        }

        inbound = new ResponseInbound(device, raw.ArrivalMs, id, StateOf(root), root.GetRawText());
        return true;
    }

    /// <summary>A board that names no state of ours has done it or failed. Where it does not say whether it went well, an error says that it did not.</summary>
    private static CommandState StateOf(JsonElement root)
    {
        var named = root.TryGetProperty("state", out var state) && state.ValueKind == JsonValueKind.String ? state.GetString() : null;
        return named switch
        {
            CommandStates.Accepted => CommandState.Accepted,
            CommandStates.Done => CommandState.Done,
            CommandStates.Failed => CommandState.Failed,
            CommandStates.Expired => CommandState.Expired,
            CommandStates.Rejected => CommandState.Rejected,
            _ => IsSuccess(root) ? CommandState.Done : CommandState.Failed,
        };
    }

    private static bool IsSuccess(JsonElement root) => root.TryGetProperty("success", out var success) && success.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? success.GetBoolean()
        : !(root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null);
}
