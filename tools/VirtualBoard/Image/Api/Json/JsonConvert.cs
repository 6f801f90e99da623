using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace nanoFramework.Json;

/// <summary>
/// Objects become Hashtables, arrays ArrayLists, whole numbers Int32, Int64 or UInt64, others Double, and texts that look
/// like one a DateTime. Only those targets: a firmware that wants its own types filled is not served here. Stricter than
/// the board's library on brackets and commas, of which that one forgives some. Pure computation: it needs no board.
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
        try
        {
            using var document = JsonDocument.Parse(BoardText.Escapes(value));
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
        var text = new StringBuilder();
        Write(text, oSource);
        return text.ToString();
    }

    private static object Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => ReadArray(element),
        JsonValueKind.String => BoardText.Value(element.GetString()),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Hashtable ReadObject(JsonElement element)
    {
        var table = new Hashtable();
        foreach (var member in element.EnumerateObject())
        {
            if (BoardText.Value(member.Name) is not string name) throw new DeserializationException();
            table.Add(name, Read(member.Value)); // throws where the name is there already, as on the board
        }

        return table;
    }

    private static ArrayList ReadArray(JsonElement element)
    {
        var list = new ArrayList();
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Array) throw new DeserializationException(); // arrays within arrays it cannot do
            list.Add(Read(item));
        }

        return list;
    }

    private static object ReadNumber(JsonElement element)
    {
        var digits = element.GetRawText();
        if (digits.AsSpan().IndexOfAny('.', 'e', 'E') >= 0) return element.GetDouble();
        if (element.TryGetInt32(out var small)) return small;
        if (element.TryGetInt64(out var large)) return large;
        return digits.Length >= 20 && element.TryGetUInt64(out var largest) ? largest : throw new ArgumentOutOfRangeException();
    }

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
