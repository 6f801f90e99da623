using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>Chance that checks the bound it is asked with: it doubles up to a minute, and starts over only after a stable one.</summary>
internal sealed class BackoffWitness(Random random, FakeClock clock) : IRandom
{
    private int _boundMs;
    private long _askedMs;

    public int Next(int bound)
    {
        var startsOver = bound == Backoff.FirstMs + 1;
        if (startsOver) Assert.True(_boundMs == 0 || clock.UptimeMs - _askedMs >= Backoff.StableMs, $"back-off began anew after {clock.UptimeMs - _askedMs} ms");
        else Assert.Equal(Math.Min(Backoff.MostMs, _boundMs * 2), bound - 1);
        _boundMs = bound - 1;
        _askedMs = clock.UptimeMs;
        return random.Next(bound);
    }
}
