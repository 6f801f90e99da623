namespace Nanofleet.Load.Generator;

/// <summary>
/// The three readings of every message. Their value is the message's sequence number and a fraction of the sensor's own, so
/// that each row of the database names the message that it came with.
/// </summary>
internal static class Sensors
{
    public static IReadOnlyList<(string Name, string Unit, string Fraction)> All { get; } =
    [
        ("temperature", "°C", ".25"),
        ("humidity", "%", ".5"),
        ("light", "%", ".75"),
    ];

    /// <summary>The sequence number in a value; null where it is not one of this sensor's.</summary>
    public static long? SeqOf(int sensor, double value)
    {
        var seq = Math.Floor(value);
        return value - seq == Fractions[sensor] && seq is >= 1 and < long.MaxValue ? (long)seq : null;
    }

    private static readonly double[] Fractions = [.25, .5, .75];
}
