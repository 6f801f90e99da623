using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Which values of a device are other than a page showed them before. Vital signs change all the time and are no news.</summary>
internal static class FreshValues
{
    /// <param name="before">Null when the page showed nothing yet: then nothing is marked as changed.</param>
    public static IReadOnlySet<string> Between(DeviceView? before, DeviceView now)
    {
        if (before is null) return new HashSet<string>();
        var old = before.Sensors.ToDictionary(sensor => sensor.Name, sensor => sensor.Last.Value);
        return now.Sensors
            .Where(sensor => !sensor.IsVital && (!old.TryGetValue(sensor.Name, out var value) || value != sensor.Last.Value))
            .Select(sensor => sensor.Name)
            .ToHashSet();
    }
}
