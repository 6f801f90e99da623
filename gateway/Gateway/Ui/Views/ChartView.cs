using Nanofleet.Gateway.Ui.Charts;
using Nanofleet.Gateway.Ui.Text;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>One sensor over a range of time.</summary>
/// <param name="Points">Oldest first, no more than a chart can show.</param>
public sealed record ChartView(string DeviceId, string? Sensor, string? Unit, ChartRange Range, long FromMs, long ToMs, IReadOnlyList<ChartPoint> Points)
{
    public double Low => Points.Min(point => point.Low);

    public double High => Points.Max(point => point.High);

    /// <summary>The chart in words, for those who do not see it.</summary>
    public string Summary => Points.Count == 0
        ? (Sensor is null ? "" : $"{Words.Sensor(Sensor)}: ") + $"no readings in the last {Range.Words}"
        : $"{Words.Sensor(Sensor ?? "")} in the last {Range.Words}: lowest {Figure.Of(Low)}, "
          + $"highest {Figure.Of(High)} {Unit}".TrimEnd();

    /// <summary>Where the browser fetches the same points.</summary>
    public string Address => $"/devices/{Uri.EscapeDataString(DeviceId)}/chart{QueryOf(Sensor, Range)}";

    public static string QueryOf(string? sensor, ChartRange range) =>
        QueryString.Create([new KeyValuePair<string, string?>("sensor", sensor), new("range", range.Name)]).ToUriComponent();
}
