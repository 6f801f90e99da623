using System.Text;
using System.Text.Json;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store;

/// <summary>Lays layers of settings over each other, key by key, into the text that a board reads. A null in a layer takes the key out again.</summary>
internal static class ConfigMerge
{
    /// <summary>The same for the same content: keys in their order.</summary>
    /// <param name="layers">JSON objects, the weakest first; null for none.</param>
    public static string Merge(params ReadOnlySpan<string?> layers)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            if (layer is null) continue;
            using var document = JsonDocument.Parse(layer);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Null) members.Remove(member.Name);
                else members[member.Name] = member.Value.GetRawText();
            }
        }

        var json = new JsonBuffer(Limits.GatewayMessage * 6); // as many layers of a request's size at most
        json.BeginObject();
        foreach (var (name, value) in members)
        {
            json.Name(name);
            var bytes = Encoding.UTF8.GetBytes(value);
            json.Raw(bytes, 0, bytes.Length);
        }

        json.EndObject();
        return json.ToString();
    }
}
