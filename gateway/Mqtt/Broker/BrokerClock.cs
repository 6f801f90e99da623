namespace Nanofleet.Mqtt.Broker;

/// <summary>Milliseconds since the broker began, on a clock that never goes back.</summary>
internal sealed class BrokerClock(TimeProvider provider)
{
    private readonly long _start = provider.GetTimestamp();

    public TimeProvider Provider { get; } = provider;

    public long Now => (long)Provider.GetElapsedTime(_start).TotalMilliseconds;
}
