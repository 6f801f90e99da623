namespace Nanofleet.Testing.Network;

/// <summary>
/// What full jitter promises of a fleet that lost its broker at one moment: each board waits anything from 0 to a bound that
/// doubles with every attempt, and every attempt fails at once. From that law follow, for each second after the loss, how many
/// attempts there are on average, and how far chance takes them from it.
/// </summary>
public sealed class JitterCurve
{
    /// <summary>Chance goes further about once in a billion seconds.</summary>
    public const int Deviations = 6;

    private const int CellsPerSecond = 100;

    // A board that has made more attempts than this is so rare that it shows nowhere.
    private const double Negligible = 1e-9;

    private readonly double[] _means;
    private readonly double[] _deviations;

    /// <param name="boards">How many lost the broker.</param>
    /// <param name="first">The bound of the first wait; it doubles from there.</param>
    /// <param name="most">The bound that it does not exceed.</param>
    /// <param name="seconds">How far the curve goes.</param>
    public JitterCurve(int boards, TimeSpan first, TimeSpan most, int seconds)
    {
        _means = new double[seconds];
        _deviations = new double[seconds];
        var pairs = new double[seconds];
        var density = new double[seconds * CellsPerSecond];
        density[0] = 1;
        for (var bound = first; ; bound = Smaller(bound * 2, most))
        {
            density = AfterWait(density, Cells(bound));
            if (density.Sum() < Negligible) break;
            for (var second = 0; second < seconds; second++)
            {
                var cells = density[(second * CellsPerSecond)..((second + 1) * CellsPerSecond)];
                _means[second] += cells.Sum();
                pairs[second] += LaterInTheSameSecond(cells, Smaller(bound * 2, most), most);
            }
        }

        for (var second = 0; second < seconds; second++)
        {
            // Of one board: its square's mean has each attempt once and each pair of them twice.
            var variance = _means[second] + 2 * pairs[second] - _means[second] * _means[second];
            _deviations[second] = Math.Sqrt(boards * variance);
            _means[second] *= boards;
        }
    }

    public int Seconds => _means.Length;

    /// <summary>Attempts in this second on average, over all boards.</summary>
    public double Mean(int second) => _means[second];

    /// <summary>What chance alone does not exceed.</summary>
    public double Bound(int second) => _means[second] + Deviations * _deviations[second];

    private static double LaterInTheSameSecond(double[] cells, TimeSpan bound, TimeSpan most)
    {
        var sum = 0.0;
        for (; cells.Sum() >= Negligible; bound = Smaller(bound * 2, most))
        {
            cells = AfterWait(cells, Cells(bound));
            sum += cells.Sum();
        }

        return sum;
    }

    /// <summary>When the next attempt comes: the wait spreads each one evenly over what follows it.</summary>
    private static double[] AfterWait(double[] density, int cells)
    {
        var after = new double[density.Length];
        var window = 0.0;
        for (var at = 0; at < density.Length; at++)
        {
            window += density[at];
            if (at >= cells) window -= density[at - cells];
            after[at] = window / cells;
        }

        return after;
    }

    private static int Cells(TimeSpan bound) => (int)(bound.TotalSeconds * CellsPerSecond);

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
