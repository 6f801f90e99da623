using System.Text.Json;

namespace Nanofleet.Gateway.Devices;

/// <summary>JSON that devices sent and the database kept, to be shown as it is.</summary>
public static class StoredJson
{
    /// <summary>Null for none. It was checked when it arrived, so what cannot be read is a bug.</summary>
    public static JsonElement? Parse(string? json)
    {
        if (json is null) return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
