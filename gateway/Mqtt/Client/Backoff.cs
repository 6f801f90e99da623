namespace Nanofleet.Mqtt.Client;

/// <summary>
/// Full-jitter exponential back-off: a pause is anywhere between nothing and a limit that doubles with every failure,
/// so that a thousand clients that lost the same broker do not come back in the same moment.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private readonly TimeSpan _first = first;
    private TimeSpan _limit = first;

    public void Reset() => _limit = _first;

    public TimeSpan Next()
    {
        var pause = _limit * random.NextDouble();
        _limit = _limit * 2 < longest ? _limit * 2 : longest;
        return pause;
    }
}
