using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Nanofleet.VirtualBoard.Power;

namespace nanoFramework.Json;

/// <summary>
/// Objects become Hashtables, arrays ArrayLists, whole numbers Int32 or Int64, others Double. Only those targets: a
/// firmware that wants its own types filled is not served here.
/// </summary>
public static class JsonConvert
{
    public static object DeserializeObject(Stream stream, Type type)
    {
        using var reader = new StreamReader(stream);
        return DeserializeObject(reader.ReadToEnd(), type);
    }

    public static object DeserializeObject(string value, Type type)
    {
        _ = BoardLife.Current;
        try
        {
            using var document = JsonDocument.Parse(value);
            var result = Read(document.RootElement);
            return type.IsInstanceOfType(result) ? result : throw new DeserializationException();
        }
        catch (JsonException e)
        {
            throw new DeserializationException("Not JSON.", e);
        }
    }

    public static string SerializeObject(object oSource)
    {
        _ = BoardLife.Current;
        var text = new StringBuilder();
        Write(text, oSource);
        return text.ToString();
    }

    private static object Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => ReadArray(element),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Hashtable ReadObject(JsonElement element)
    {
        var table = new Hashtable();
        foreach (var member in element.EnumerateObject()) table[member.Name] = Read(member.Value);
        return table;
    }

    private static ArrayList ReadArray(JsonElement element)
    {
        var list = new ArrayList();
        foreach (var item in element.EnumerateArray()) list.Add(Read(item));
        return list;
    }

    private static object ReadNumber(JsonElement element) =>
        element.TryGetInt32(out var small) ? small : element.TryGetInt64(out var large) ? large : element.GetDouble();

    private static void Write(StringBuilder text, object value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case string s:
                text.Append('"').Append(JsonEncodedText.Encode(s).ToString()).Append('"');
                break;
            case DateTime time:
                text.Append('"').Append(time.ToString("o")).Append('"');
                break;
            case IDictionary table:
                WriteObject(text, table);
                break;
            case IEnumerable list:
                WriteArray(text, list);
                break;
            case IFormattable number and not Enum:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case Enum number:
                text.Append(number.ToString("D"));
                break;
            default:
                throw new NotSupportedException($"The virtual board does not serialise {value.GetType()}.");
        }
    }

    private static void WriteObject(StringBuilder text, IDictionary table)
    {
        text.Append('{');
        foreach (DictionaryEntry member in table)
        {
            if (text[text.Length - 1] != '{') text.Append(',');
            Write(text, member.Key.ToString());
            text.Append(':');
            Write(text, member.Value);
        }
        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, IEnumerable list)
    {
        text.Append('[');
        foreach (var item in list)
        {
            if (text[text.Length - 1] != '[') text.Append(',');
            Write(text, item);
        }
        text.Append(']');
    }
}
