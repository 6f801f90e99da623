namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>SNTP that sets the clock at once where the server that is asked has a time to give.</summary>
internal sealed class FakeNetworkTime(FakeClock clock) : INetworkTime
{
    /// <summary>Unix milliseconds at uptime 0 as every server knows it; 0 where none answers.</summary>
    public long UnixAtStart { get; set; }

    /// <summary>Servers that say something else, 0 for nothing.</summary>
    public Dictionary<string, long> Odd { get; } = [];

    public List<string> Asked { get; } = [];

    public void Ask(string server)
    {
        Asked.Add(server);
        var said = Odd.GetValueOrDefault(server, UnixAtStart);
        if (said > 0) clock.UnixAtStart = said;
    }

    public void Unset() => clock.UnixAtStart = 0;
}
