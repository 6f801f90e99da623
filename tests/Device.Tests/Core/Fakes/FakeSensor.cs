namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>One value, or a failure.</summary>
internal sealed class FakeSensor(string name = "temperature", string unit = "°C") : ISensor
{
    public double Value { get; set; } = 21.5;

    public bool Silent { get; set; }

    public Exception? Throws { get; set; }

    /// <summary>Called at each read: a slow sensor lets time pass here.</summary>
    public Action? OnRead { get; set; }

    public string Name => name;

    public string[] Quantities => [name];

    public string[] Units => [unit];

    public string? Read(ReadingList into)
    {
        OnRead?.Invoke();
        into.AddTenths(name, Value, unit);
        if (Throws is { } e) throw e;
        return Silent ? SensorQualities.NoAnswer : null;
    }
}
