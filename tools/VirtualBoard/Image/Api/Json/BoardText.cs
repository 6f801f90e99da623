using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace nanoFramework.Json;

/// <summary>
/// What the board's library makes of texts, as tests/Nano.Tests/JsonLibrary.cs found it on nanoFramework's interpreter:
/// firmware that trips over it must trip here, too.
/// </summary>
internal static class BoardText
{
    private const int ShortestTime = 18;

    /// <summary>Rewrites the escapes of a document as the board understands them.</summary>
    public static string Escapes(string json) => Regex.Replace(json, @"\\(?:u.([-+.eE0-9])([-+.eE0-9])([-+.eE0-9])[-+.eE0-9]?|.)", Escape, RegexOptions.Singleline);

    /// <summary>A value: the text, changed where the board changes it, or a time.</summary>
    public static object Value(string text)
    {
        text = Regex.Replace(text, "[\ud800-\udbff][\udc00-\udfff]", "\ufffd");
        if (text.StartsWith('"')) text = "\"" + text + "\"";
        return text.Length >= ShortestTime && (DateTime.TryParse(text, out var time) || TryCalendar(text, out time)) ? time : text;
    }

    // \u: the second digit stands for the first, too; only 0-9 and e are digits; one of those that follows is lost.
    private static string Escape(Match escape)
    {
        if (!escape.Groups[1].Success) return "tnrbf\\\"".Contains(escape.Value[1]) ? escape.Value : throw new DeserializationException();
        var digits = escape.Groups[1].Value + escape.Groups[1].Value + escape.Groups[2].Value + escape.Groups[3].Value;
        return short.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) ? "\\u" + digits : throw new DeserializationException();
    }

    // iCalendar, such as 20260105T080030Z; the ninth character may be any.
    private static bool TryCalendar(string text, out DateTime time)
    {
        var digits = new StringBuilder(text, 0, 8, 14).Append(text, 9, 6).ToString();
        var isTime = DateTimeOffset.TryParseExact(digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        time = isTime ? new DateTime(read.Ticks) : DateTime.MinValue;
        return isTime;
    }
}
