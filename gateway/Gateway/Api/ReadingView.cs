using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>One stored reading.</summary>
/// <param name="Timestamp">When it was taken, as well as it is known.</param>
/// <param name="ArrivalTimestamp">When the gateway received it.</param>
public sealed record ReadingView(string SensorName, double Value, string? Unit, string Timestamp, string ArrivalTimestamp, string TimeQuality)
{
    public static ReadingView Of(StoredReading reading) => new(
        reading.Sensor, reading.Value, reading.Unit, Timestamps.Text(reading.TimeMs), Timestamps.Text(reading.ArrivalMs), reading.Quality.ToString().ToLowerInvariant());
}
