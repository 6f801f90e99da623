using System.Text;
using System.Text.Unicode;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Ingest.FastPath;

/// <summary>
/// Sensor names and units, which say the same few things in every message: the string of each is made once. Only what
/// passes the rules of a reading is remembered, and what is found needs no further check.
/// </summary>
public sealed class KnownTexts
{
    /// <summary>Of each kind. A fleet has tens of them; a stranger who sends others costs a look at the rules each time.</summary>
    private const int Most = 4096;

    private readonly Utf8Table<string> _sensors = new(Most);
    private readonly Utf8Table<string> _units = new(Most);

    /// <summary>Null where this is no sensor's name, or not written plainly.</summary>
    public string? Sensor(ReadOnlySpan<byte> text)
    {
        if (_sensors.Find(text) is { } known) return known;
        var name = Encoding.UTF8.GetString(text);
        if (!Rules.IsSensorName(name)) return null;
        _sensors.Add(text, name);
        return name;
    }

    /// <summary>Null where this is no unit, or not written plainly: escapes are for the general decoder.</summary>
    public string? Unit(ReadOnlySpan<byte> text)
    {
        if (_units.Find(text) is { } known) return known;
        if (text.Contains((byte)'\\') || text.ContainsAnyInRange((byte)0, (byte)0x1f) || !Utf8.IsValid(text)) return null;
        var unit = Encoding.UTF8.GetString(text);
        if (unit.Length > Limits.Unit) return null;
        _units.Add(text, unit);
        return unit;
    }
}
