using System.Text.Json;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/heartbeat</c> apart: an object with whatever the board tells of itself; an empty one is made by the caller.</summary>
public static class HeartbeatDecoder
{
    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal)
    {
        inbound = null!;
        refusal = default;
        using var document = JsonDocument.Parse(raw.Payload);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            refusal = Refusal.WrongShape("The heartbeat is neither empty nor an object.");
            return false;
        }

        var boot = BoardMembers.Boot(root);
        var taken = boot is null ? 0 : BoardMembers.Count(root, "taken");
        inbound = new HeartbeatInbound(device, raw.ArrivalMs, boot, taken, root.GetRawText());
        return true;
    }
}
