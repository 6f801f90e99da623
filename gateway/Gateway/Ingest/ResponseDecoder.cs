using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/response</c> apart. Boards of other makes may leave out result and success.</summary>
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

        // Where a board does not say whether it went well, an error says that it did not.
        var success = root.TryGetProperty("success", out var s) && s.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? s.GetBoolean()
            : !(root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null);
        inbound = new ResponseInbound(device, raw.ArrivalMs, id, success, root.GetRawText());
        return true;
    }
}
