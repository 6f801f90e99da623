namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakePins : IPins
{
    public List<(int Pin, bool High)> Writes { get; } = [];

    public Exception? Fails { get; set; }

    public int? FailsAt { get; set; }

    public void Write(int pin, bool high)
    {
        if (Fails is { } e) throw e;
        if (pin == FailsAt) throw new InvalidOperationException("pin in use");
        Writes.Add((pin, high));
    }
}
