using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/config/reported</c>: any object, kept as it came.</summary>
public static class ConfigDecoder
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal)
    {
        var json = raw.Payload.Span.Trim(" \t\r\n"u8);
        var isObject = JsonSlice.TypeOf(json) == JsonTokenType.StartObject;
        inbound = isObject ? new ConfigInbound(device, raw.ArrivalMs, JsonSlice.Raw(json), raw.Replayed) : null!;
        refusal = isObject ? default : Refusal.WrongShape("The reported configuration is not an object.");
        return isObject;
    }
}
