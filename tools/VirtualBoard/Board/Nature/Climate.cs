using Nanofleet.VirtualBoard.Pins;

namespace Nanofleet.VirtualBoard.Nature;

/// <summary>
/// The air and the light where a board stands: smooth over the day, a slow drift over the days, and the noise of cheap
/// sensors. A function of the seed and the time alone, so two readings of one moment agree.
/// </summary>
public sealed class Climate
{
    private const double WarmestHour = 15;
    private const double BrightestHour = 13;

    private readonly int _seed;
    private readonly double _meanC;
    private readonly double _swingC;
    private readonly double _meanHumidity;
    private readonly double _hourShift;
    private readonly double _brightness;

    public Climate(int seed)
    {
        _seed = seed;
        var random = new Random(seed);
        _meanC = 17 + 7 * random.NextDouble();
        _swingC = 2 + 4 * random.NextDouble();
        _meanHumidity = 45 + 15 * random.NextDouble();
        _hourShift = random.NextDouble() - 0.5;
        _brightness = 0.6 + 0.35 * random.NextDouble();
    }

    /// <summary>Degrees Celsius, without the sensor's noise.</summary>
    public double TemperatureAt(DateTimeOffset time) =>
        _meanC + _swingC * Day(time, WarmestHour) + 1.5 * Drift(time, 1);

    /// <summary>Percent: warm air is drier air.</summary>
    public double HumidityAt(DateTimeOffset time) =>
        Math.Clamp(_meanHumidity - 2.2 * _swingC * Day(time, WarmestHour) + 4 * Drift(time, 2), 5, 98);

    /// <summary>What an LDR on a 12-bit ADC reads: nothing much at night, clouds by day, a flicker always.</summary>
    public int LightAt(DateTimeOffset time)
    {
        var sun = Math.Max(0, Day(time, BrightestHour));
        var clouds = 0.85 + 0.15 * Drift(time, 3);
        var value = 40 + 3900 * _brightness * sun * clouds + 12 * Noise(time, 4);
        return (int)Math.Clamp(value, 0, AnalogInputs.MaxValue);
    }

    /// <summary>As the sensor says it: a step of 0.1 degrees and a bit of noise.</summary>
    public double MeasuredTemperatureAt(DateTimeOffset time) => Math.Round(TemperatureAt(time) + 0.12 * Noise(time, 5), 1);

    /// <inheritdoc cref="MeasuredTemperatureAt"/>
    public double MeasuredHumidityAt(DateTimeOffset time) => Math.Round(HumidityAt(time) + 0.5 * Noise(time, 6), 1);

    // 1 at the peak hour, -1 half a day away.
    private double Day(DateTimeOffset time, double peakHour) =>
        Math.Cos((time.UtcDateTime.TimeOfDay.TotalHours - peakHour + _hourShift) / 24 * 2 * Math.PI);

    // Between -1 and 1, a new direction about every two hours, without steps.
    private double Drift(DateTimeOffset time, int channel)
    {
        var position = time.ToUnixTimeSeconds() / 7200.0;
        var step = Math.Floor(position);
        var part = position - step;
        var smooth = part * part * (3 - 2 * part);
        return (1 - smooth) * Hash((long)step, channel) + smooth * Hash((long)step + 1, channel);
    }

    private double Noise(DateTimeOffset time, int channel) => Hash(time.ToUnixTimeMilliseconds() / 500, channel);

    // An even spread over -1 to 1 from seed, step and channel (the finaliser of splitmix64).
    private double Hash(long step, int channel)
    {
        var z = (ulong)step * 0x9E3779B97F4A7C15 + (ulong)(uint)_seed * 0xD1B54A32D192ED03 + (ulong)channel * 0x8CB92BA72F3D8DD7;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) / (double)(1L << 52) - 1;
    }
}
