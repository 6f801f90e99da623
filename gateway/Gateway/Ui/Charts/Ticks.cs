namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>Round numbers along an axis.</summary>
public static class Ticks
{
    private const long Day = 86_400_000;

    private static readonly long[] TimeSteps =
        [1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000,
         Day, 2 * Day, 7 * Day, 14 * Day, 30 * Day, 61 * Day];

    /// <summary>Values 1, 2 or 5 times a power of ten apart, which enclose low and high.</summary>
    public static IReadOnlyList<double> Values(double low, double high, int about)
    {
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high))) (low, high) = (low - 0.5, high + 0.5);
        var step = RoundStep((high - low) / about);
        var first = Math.Floor(low / step);
        var last = Math.Ceiling(high / step);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 10))];
    }

    /// <summary>Times at full seconds, minutes, hours or days of UTC.</summary>
    public static IReadOnlyList<long> Times(long fromMs, long toMs, int most)
    {
        var step = TimeSteps.FirstOrDefault(step => (toMs - fromMs) / step <= most, TimeSteps[^1]);
        var ticks = new List<long>();
        for (var at = (fromMs + step - 1) / step * step; at <= toMs; at += step) ticks.Add(at);
        return ticks;
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
