using System.Globalization;
using System.Text;

namespace Nanofleet.Load.Generator;

/// <summary>ISO 8601 in UTC with milliseconds, as boards send it. Made once a millisecond, not once a message.</summary>
internal sealed class TimeText
{
    /// <summary>As in <c>2026-05-04T10:20:30.123Z</c>.</summary>
    public const int Length = 24;

    private readonly byte[] _text = new byte[Length];
    private long _unixMs = -1;

    public ReadOnlySpan<byte> Of(long unixMs)
    {
        if (unixMs == _unixMs) return _text;
        _unixMs = unixMs;
        Encoding.ASCII.GetBytes(DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), _text);
        return _text;
    }
}
