namespace Nanofleet.Gateway.Devices;

/// <summary>The newest value of one sensor.</summary>
/// <param name="Timestamp">ISO 8601, UTC.</param>
/// <param name="TimeQuality">Where the time comes from: device, gateway, uptime or arrival.</param>
public sealed record SensorValue(double Value, string? Unit, string Timestamp, string TimeQuality);
