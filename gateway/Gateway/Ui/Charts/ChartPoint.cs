namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>One value in time, Unix milliseconds; where it stands for several, between which it lies.</summary>
public readonly record struct ChartPoint(long TimeMs, double Value, double Low, double High)
{
    public ChartPoint(long timeMs, double value)
        : this(timeMs, value, value, value)
    {
    }
}
