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

    public static string Write(ReadingCursor cursor) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cursor.TimeMs}.{cursor.Skip}.{cursor.Sensor}")));

    public static bool TryRead(string text, out ReadingCursor cursor)
    {
        cursor = default;
        if (text.Length > Longest || !Base64Url.IsValid(text)) return false;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (parts.Length != 3 || !Rules.IsSensorName(parts[2])) return false;
        if (!long.TryParse(parts[0], CultureInfo.InvariantCulture, out var timeMs) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var skip)) return false;
        cursor = new ReadingCursor(timeMs, parts[2], skip);
        return true;
    }
}
