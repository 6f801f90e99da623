namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>SNTP that sets the clock at once where it has a time to give.</summary>
internal sealed class FakeNetworkTime(FakeClock clock) : INetworkTime
{
    public long UnixAtStart { get; set; }

    public void Start()
    {
        if (UnixAtStart > 0) clock.UnixAtStart = UnixAtStart;
    }
}
