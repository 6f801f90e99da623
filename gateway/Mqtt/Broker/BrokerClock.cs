namespace Nanofleet.Mqtt.Broker;

/// <summary>Milliseconds since the broker began, on a clock that never goes back.</summary>
internal sealed class BrokerClock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();

    public TimeProvider Provider { get; } = provider;

    public long Now => (long)Provider.GetElapsedTime(_start).TotalMilliseconds;

    private long TimeOfDay => Provider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A point in time that means the same to the broker's next process; 0 for never.</summary>
    public long ToTimeOfDay(long time) => time == Expiry.Never ? 0 : TimeOfDay + time - Now;

    /// <summary>The same point on this clock; what has passed is before its beginning.</summary>
    public long FromTimeOfDay(long timeOfDay) => timeOfDay == 0 ? Expiry.Never : timeOfDay - TimeOfDay + Now;
}
