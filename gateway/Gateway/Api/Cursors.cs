using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Cursors as clients see them: a word without meaning to them.</summary>
public static class Cursors
{
    private const int Longest = 200;

    public static string Write(ReadingCursor cursor) => Encode($"{cursor.TimeMs}.{cursor.Skip}.{cursor.Sensor}");

    public static string Write(QuarantineCursor cursor) => Encode($"{cursor.LastSeenMs}.{cursor.Id}");

    public static bool TryRead(string text, out ReadingCursor cursor)
    {
        cursor = default;
        if (!TryDecode(text, out var parts) || parts.Length != 3 || !Rules.IsSensorName(parts[2])) return false;
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var timeMs) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var skip)) return false;
        cursor = new ReadingCursor(timeMs, parts[2], skip);
        return true;
    }

    public static bool TryRead(string text, out QuarantineCursor cursor)
    {
        cursor = default;
        if (!TryDecode(text, out var parts) || parts.Length != 2) return false;
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var lastSeenMs) || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return false;
        cursor = new QuarantineCursor(lastSeenMs, id);
        return true;
    }

    private static string Encode(FormattableString place) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(place.ToString(CultureInfo.InvariantCulture)));

    private static bool TryDecode(string text, out string[] parts)
    {
        parts = [];
        if (text.Length > Longest || !Base64Url.IsValid(text)) return false;
        parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        return true;
    }
}
