using System.Text.Json;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>Members of a JSON object that a device sent, for display. What is absent or of another kind is null; nothing throws.</summary>
public sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = [];

    public JsonMembers(string? json)
    {
        if (json is null) return;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return;
            foreach (var member in document.RootElement.EnumerateObject()) _members[member.Name] = member.Value.Clone();
        }
        catch (JsonException)
        {
            _members.Clear(); // devices of other makes may have stored anything: then there is nothing to show
        }
    }

    public string? Text(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public double? Number(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;

    public JsonMembers Object(string name) => new(_members.TryGetValue(name, out var value) ? value.GetRawText() : null);

    /// <summary>The objects of an array; none where it is absent.</summary>
    public IEnumerable<JsonMembers> Objects(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => new JsonMembers(item.GetRawText())) : [];

    /// <summary>The texts of an array; null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : null;

    /// <summary>Every member that is a text.</summary>
    public IEnumerable<(string Name, string Text)> AllTexts() =>
        _members.Where(member => member.Value.ValueKind == JsonValueKind.String).Select(member => (member.Key, member.Value.GetString()!));

    public string? Raw(string name) => _members.TryGetValue(name, out var value) ? value.GetRawText() : null;
}
