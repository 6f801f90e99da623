namespace Nanofleet.Mqtt.Broker;

/// <summary>Counts how often something may still happen: full at first, used up one by one, filled up again by time. Guarded by its owner.</summary>
internal sealed class TokenBucket
{
    private double _used;
    private long _at;

    public bool TryTake(MqttRate rate, long now, TimeProvider clock)
    {
        Refill(rate, now, clock);
        if (_used + 1 > rate.Burst) return false;
        _used++;
        return true;
    }

    public bool IsFull(MqttRate rate, long now, TimeProvider clock)
    {
        Refill(rate, now, clock);
        return _used == 0;
    }

    private void Refill(MqttRate rate, long now, TimeProvider clock)
    {
        _used = Math.Max(0, _used - clock.GetElapsedTime(_at, now).TotalSeconds * rate.PerSecond);
        _at = now;
    }
}
