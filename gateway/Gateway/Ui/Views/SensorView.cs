using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A sensor's last value and how it came to it.</summary>
/// <param name="Recent">Oldest first; ends with the last value.</param>
public sealed record SensorView(LastValue Last, IReadOnlyList<ChartPoint> Recent)
{
    /// <summary>What boards report of themselves: shown after what they measure of the world.</summary>
    private static readonly HashSet<string> Vital =
        ["rssi", "free_memory", "uptime", "uptime_ms", "uptime_s", "cpu_temperature", "battery", "battery_voltage"];

    public string Name => Last.Sensor;

    public bool IsVital => Vital.Contains(Name);

    /// <summary>The last value, with as many decimals as the values before it had.</summary>
    public string Figure => Text.Figure.Of(Last.Value, Recent.Select(point => Text.Figure.Decimals(point.Value)).Append(Text.Figure.Decimals(Last.Value)).Max());
}
