namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakeSignal : ISignal
{
    public int Count { get; private set; }

    public void Set() => Count++;
}
