using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Which values of a device are other than a page showed them before.</summary>
internal static class FreshValues
{
    /// <param name="before">Null when the page showed nothing yet: then nothing is marked as changed.</param>
    public static IReadOnlySet<string> Between(DeviceView? before, DeviceView now)
    {
        if (before is null) return new HashSet<string>();
        var old = before.Record.LastValues.ToDictionary(last => last.Sensor, last => last.Value);
        return now.Record.LastValues
            .Where(last => !old.TryGetValue(last.Sensor, out var value) || value != last.Value)
            .Select(last => last.Sensor)
            .ToHashSet();
    }
}
