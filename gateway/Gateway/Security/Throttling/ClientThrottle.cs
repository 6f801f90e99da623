using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>
/// Holds one client of the gateway's own broker to the measure of the device for which it publishes. A board is that device
/// itself; a program, or an older fleet behind one account, may publish for many, each with a measure of its own.
/// </summary>
internal sealed class ClientThrottle(TopicBudgets byTopic, DeviceBudget ofClient, bool isDevice) : IMqttThrottle
{
    public TimeSpan Take(ReadOnlySpan<byte> topic, int bytes) => (isDevice ? ofClient : byTopic.Of(topic) ?? ofClient).Hold(bytes);
}
