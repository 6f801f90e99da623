using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>Keeps secrets inside: what is read shows a mask in their place, and a mask that comes back means that the secret stays.</summary>
public static class ConfigSecretsMask
{
    /// <summary>A copy with the mask in place of each secret, at any depth; null for null.</summary>
    public static JsonElement? Hide(string? json)
    {
        if (json is null) return null;
        var node = JsonNode.Parse(json);
        Hide(node);
        return JsonSerializer.SerializeToElement(node);
    }

    /// <summary>The settings with the secrets that are known in place of masks; a mask for which none is known is left out.</summary>
    public static JsonObject Restore(JsonObject settings, string? known)
    {
        var before = known is null ? null : JsonNode.Parse(known) as JsonObject;
        foreach (var name in settings.Select(member => member.Key).Where(ConfigSecrets.IsSecret).ToList())
        {
            if (settings[name] is not JsonValue value || !value.TryGetValue(out string? text) || text != ConfigSecrets.Mask) continue;
            settings.Remove(name);
            if (before?[name] is { } secret) settings[name] = secret.DeepClone();
        }

        return settings;
    }

    private static void Hide(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Hide(item);
        }

        if (node is not JsonObject members) return;
        foreach (var name in members.Select(member => member.Key).ToList())
        {
            if (!ConfigSecrets.IsSecret(name)) Hide(members[name]);
            // A result names what became of a secret, and may show its value in a member of its own.
            else if (members[name] is JsonObject result) result.Remove("value");
            else if (members[name] is not null) members[name] = ConfigSecrets.Mask;
        }
    }
}
