namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakePins : IPins
{
    public List<(int Pin, bool High)> Writes { get; } = [];

    public Exception? Fails { get; set; }

    public void Write(int pin, bool high)
    {
        if (Fails is { } e) throw e;
        Writes.Add((pin, high));
    }
}
