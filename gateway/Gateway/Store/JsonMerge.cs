using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store;

/// <summary>
/// Merges the members of one JSON object into another: the newer wins, unknown ones are kept as they came. A report that
/// would outgrow a message, because a device makes up a new name each time, starts again with the newest.
/// </summary>
internal static class JsonMerge
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is no JSON object changes nothing.</summary>
    public static string? Into(string? known, string newer)
    {
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (!TryCollect(newer, [])) return known;
        if (known is not null) TryCollect(known, members);
        TryCollect(newer, members);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.GetRawText()); // as it came: rewriting fails at half a surrogate pair
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenCount > Limits.GatewayMessage ? newer : Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool TryCollect(string json, OrderedDictionary<string, JsonElement> members)
    {
        try
        {
            var root = JsonElement.Parse(json);
            if (root.ValueKind != JsonValueKind.Object) return false;
            foreach (var member in root.EnumerateObject()) members[member.Name] = member.Value;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // not JSON, or a name with half a surrogate pair
        }
    }
}
