using System.Text.Json;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Members by which our own boards place a message in their account; other devices may use the names for anything.</summary>
public static class BoardMembers
{
    /// <summary>The boot, or null where the message names none of ours.</summary>
    public static string? Boot(JsonElement message) =>
        message.TryGetProperty("boot", out var member) && member.ValueKind == JsonValueKind.String && Rules.IsBoot(member.GetString()!) ? member.GetString() : null;

    /// <summary>A count from 0 on; 0 where it is absent or something else.</summary>
    public static long Count(JsonElement message, string name) =>
        message.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) ? Math.Max(0, number) : 0;
}
