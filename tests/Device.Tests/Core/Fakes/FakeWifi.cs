namespace Nanofleet.Device.Tests.Core.Fakes;

internal sealed class FakeWifi(FakeClock clock) : IWifiPort
{
    public bool IsUp { get; private set; }

    public bool InReach { get; set; } = true;

    public int Connects { get; private set; }

    public int Disconnects { get; private set; }

    public string? Ip => IsUp ? "10.0.0.7" : null;

    public bool Connect(int timeoutMs)
    {
        Connects++;
        clock.UptimeMs += InReach ? 100 : timeoutMs;
        return IsUp = InReach;
    }

    public void Disconnect()
    {
        Disconnects++;
        IsUp = false;
    }

    public void Lose() => IsUp = false;

    public int ReadRssi() => IsUp ? -61 : 0;
}
