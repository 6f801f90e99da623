using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>One entry of <c>dropped</c>: <c>{"boot":"9f3c21aa","from":4,"to":9,"reason":"outbox_full"}</c>.</summary>
public static class DropEntry
{
    /// <param name="entry">A value out of a payload that passed <see cref="JsonCheck"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, out DropRow drop, out Refusal refusal)
    {
        drop = default;
        refusal = Refusal.WrongShape("The entry of dropped is not an object with boot, from, to and reason.");
        if (JsonSlice.TypeOf(entry) != JsonTokenType.StartObject) return false;
        using var document = JsonDocument.Parse(entry.ToArray());
        var root = document.RootElement;
        if (!Text(root, "boot", out var boot) || !Text(root, "reason", out var reason) || !Whole(root, "from", out var from) || !Whole(root, "to", out var to)) return false;
        if (!Rules.IsBoot(boot)) refusal = Refusal.Boot(System.Text.Encoding.UTF8.GetBytes($"'{boot}'"));
        else if (from < 1 || to < from) refusal = new Refusal(RefusalCodes.Sequence, $"The dropped numbers {from} to {to} do not count upwards from 1 on.");
        else if (!Rules.IsAction(reason)) refusal = Refusal.WrongShape($"The reason '{Refusal.Cut(reason)}' is not [a-z0-9_]{{1,50}}.");
        else
        {
            refusal = default;
            drop = new DropRow(boot, from, to, reason);
        }

        return refusal.Code is null;
    }

    private static bool Text(JsonElement root, string name, out string value)
    {
        var found = root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String;
        value = found ? member.GetString()! : "";
        return found;
    }

    private static bool Whole(JsonElement root, string name, out long value)
    {
        value = 0;
        return root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out value);
    }
}
