using System.Text;
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
        inbound = new HeartbeatInbound(device, raw.ArrivalMs, boot, taken, root.GetRawText()) { SaidMs = SaidMs(root) };
        return true;
    }

    /// <summary>A heartbeat goes out at once or not at all, so its time is the clock's at sending.</summary>
    private static long? SaidMs(JsonElement root) =>
        root.TryGetProperty("timestamp", out var member) && MessageTime.TryRead(Encoding.UTF8.GetBytes(member.GetRawText()), out var ms) ? ms : null;
}
