using System.Text;
using System.Text.Json;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Commands;

/// <summary>
/// Writes JSON so that a board reads it: without white space, since its buffer is small, and with text as UTF-8, since
/// its JSON library refuses or misreads most \u escapes, which .NET's encoders like to write.
/// </summary>
public static class BoardJson
{
    public static byte[] Encode(JsonElement element)
    {
        // Never longer than the original: an escape becomes at most what it was.
        var json = new JsonBuffer(Encoding.UTF8.GetByteCount(element.GetRawText()));
        Write(json, element);
        return json.ToArray();
    }

    private static void Write(JsonBuffer json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(json, element); break;
            case JsonValueKind.Array: WriteArray(json, element); break;
            case JsonValueKind.String: json.String(element.GetString()!); break;
            default: WriteRaw(json, element); break;
        }
    }

    private static void WriteObject(JsonBuffer json, JsonElement element)
    {
        json.BeginObject();
        foreach (var member in element.EnumerateObject())
        {
            json.Name(member.Name);
            Write(json, member.Value);
        }

        json.EndObject();
    }

    private static void WriteArray(JsonBuffer json, JsonElement element)
    {
        json.BeginArray();
        foreach (var item in element.EnumerateArray()) Write(json, item);
        json.EndArray();
    }

    // Numbers as they came: a double would round them.
    private static void WriteRaw(JsonBuffer json, JsonElement element)
    {
        var text = Encoding.UTF8.GetBytes(element.GetRawText());
        json.Raw(text, 0, text.Length);
    }
}
