using System.Text;
using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Takes <c>devices/{id}/status</c> apart: an object with the member <c>status</c>, or the plain word.</summary>
public static class StatusDecoder
{
    private static readonly string[] Words = [StatusMessage.Online, StatusMessage.Offline, StatusMessage.Sleeping];

    /// <summary>The plain word, as simple firmware sends it.</summary>
    public static bool TryDecodeWord(string device, in RawMessage raw, out Inbound inbound)
    {
        inbound = null!;
        if (raw.Payload.Length > 16 || Word(Encoding.ASCII.GetString(raw.Payload.Span).Trim('"', ' ', '\r', '\n', '\t')) is not { } word) return false;
        inbound = new StatusInbound(device, raw.ArrivalMs, word, null, 0, null, raw.Replayed);
        return true;
    }

    /// <param name="raw">Its payload passed <see cref="JsonCheck"/>.</param>
    public static bool TryDecode(string device, in RawMessage raw, out Inbound inbound, out Refusal refusal)
    {
        inbound = null!;
        refusal = Refusal.WrongShape("The payload is neither an object with the member status nor one of the words online, offline, sleeping.");
        using var document = JsonDocument.Parse(raw.Payload);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out var status)) return false;
        if (status.ValueKind != JsonValueKind.String || Word(status.GetString()!) is not { } word)
        {
            refusal = Refusal.WrongShape($"The status {Refusal.Cut(status.GetRawText())} is none of online, offline, sleeping.");
            return false;
        }

        var boot = BoardMembers.Boot(root);
        var session = boot is null ? 0 : BoardMembers.Count(root, "session");
        inbound = new StatusInbound(device, raw.ArrivalMs, word, boot, session, root.GetRawText(), raw.Replayed);
        return true;
    }

    private static string? Word(string text) => Array.Find(Words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
}
