using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>What a caller wants of a device, a group or all, checked as far as that can be without the board: it judges names and ranges.</summary>
/// <param name="Settings">Null leaves them as they are; a null among them takes a weaker layer's value away.</param>
/// <param name="Group">Null leaves it as it is, empty takes the device out of its group.</param>
public sealed record ConfigChange(JsonObject? Settings, string? Group)
{
    private const string SettingsFault = "settings must be an object such as {\"interval_ms\":5000}.";

    /// <summary>Reads <c>{"settings":{…},"group":"roof"}</c>; a fault names field, value and fix.</summary>
    public static bool TryRead(byte[] json, bool mayGroup, out ConfigChange change, out string fault)
    {
        change = null!;
        if (!JsonCheck.TryPass(json, out var refusal))
        {
            fault = refusal.Sentence.Replace("The payload", "The body", StringComparison.Ordinal);
            return false;
        }

        var body = JsonNode.Parse(json) as JsonObject;
        string[] known = mayGroup ? ["settings", "group"] : ["settings"];
        var other = body?.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name));
        if (body is null || body.Count == 0) fault = "The body must be an object such as {\"settings\":{\"interval_ms\":5000}}.";
        else if (other is not null) fault = $"There is no member '{Refusal.Cut(other)}'; known are {string.Join(", ", known)}.";
        else if (body.ContainsKey("settings") && body["settings"] is not JsonObject) fault = SettingsFault;
        else if (!TryGroup(body, out var group)) fault = $"group must be 1 to {Limits.DeviceId} of A-Z a-z 0-9 _ -, or null for none.";
        else return TryMake(body["settings"]?.DeepClone() as JsonObject, group, out change, out fault);
        return false;
    }

    public static bool TryMake(JsonObject? settings, string? group, out ConfigChange change, out string fault)
    {
        var wrong = settings?.Select(member => member.Key).FirstOrDefault(name => !Rules.IsAction(name));
        fault = wrong is null ? "" : $"settings has the key '{Refusal.Cut(wrong)}': a key is 1 to {Limits.SensorName} small letters, digits or '_'.";
        change = new ConfigChange(settings, group);
        return wrong is null;
    }

    private static bool TryGroup(JsonObject body, out string? group)
    {
        group = null;
        if (!body.TryGetPropertyValue("group", out var node)) return true;
        group = node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
        return node is null || Rules.IsDeviceId(group);
    }
}
