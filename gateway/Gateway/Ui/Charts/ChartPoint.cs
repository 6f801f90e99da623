namespace Nanofleet.Gateway.Ui.Charts;

/// <summary>One value in time, Unix milliseconds.</summary>
public readonly record struct ChartPoint(long TimeMs, double Value);
