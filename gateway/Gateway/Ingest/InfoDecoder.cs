using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/info</c>: any object, kept as it came.</summary>
public static class InfoDecoder
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal)
    {
        var json = raw.Payload.Span.Trim(" \t\r\n"u8);
        var isObject = JsonSlice.TypeOf(json) == JsonTokenType.StartObject;
        inbound = isObject ? new InfoInbound(device, raw.ArrivalMs, JsonSlice.Raw(json), raw.Replayed, BootOf(raw.Payload)) : null!;
        refusal = isObject ? default : Refusal.WrongShape("The info is not an object.");
        return isObject;
    }

    private static string? BootOf(ReadOnlyMemory<byte> payload)
    {
        using var info = JsonDocument.Parse(payload);
        return BoardMembers.Boot(info.RootElement);
    }
}
