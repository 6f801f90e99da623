namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a sensor's integer key stands for. A sensor without unit has the unit ''.</summary>
internal readonly record struct SensorName(string Name, string Unit)
{
    public static SensorName Of(in ReadingRow reading) => new(reading.Sensor, StoreText.Clean(reading.Unit ?? ""));
}
