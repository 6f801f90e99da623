using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>One reading in a live event.</summary>
public sealed record EventReading(string SensorName, double Value, string? Unit, string Timestamp)
{
    public static EventReading Of(ReadingRow reading) => new(reading.Sensor, reading.Value, reading.Unit, Timestamps.Text(reading.TimeMs));
}
