using System.Globalization;

namespace Nanofleet.Gateway.Ui.Text;

/// <summary>Times in full, for titles, tables and machines. The server speaks UTC and says so.</summary>
public static class Exact
{
    public static string Utc(long ms) => At(ms).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the attribute datetime of a time element.</summary>
    public static string Iso(long ms) => At(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(ms, 0, 253402300799999));
}
