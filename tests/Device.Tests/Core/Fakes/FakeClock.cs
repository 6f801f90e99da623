namespace Nanofleet.Device.Tests.Core.Fakes;

/// <summary>Time that passes only when the test says so.</summary>
internal sealed class FakeClock : IClock
{
    public long UptimeMs { get; set; }

    public long UnixMs => UnixAtStart == 0 ? 0 : UnixAtStart + UptimeMs;

    /// <summary>Unix milliseconds at uptime 0; 0 for a clock that was never set.</summary>
    public long UnixAtStart { get; set; }
}
