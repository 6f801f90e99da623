namespace Nanofleet.Gateway.Devices;

/// <summary>Degrees, WGS 84.</summary>
public sealed record DeviceLocation(double Latitude, double Longitude);
