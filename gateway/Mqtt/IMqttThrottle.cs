namespace Nanofleet.Mqtt;

/// <summary>
/// Measures what one client publishes. A client over its measure is held back: its connection is not read, so that what it
/// sends waits with it and nothing is lost. Asked on the connection's own thread for each PUBLISH: it must not wait, and on
/// its usual way not allocate.
/// </summary>
public interface IMqttThrottle
{
    /// <param name="topic">UTF-8.</param>
    /// <param name="bytes">Of the packet.</param>
    /// <returns>How long the connection is not read after this message, which is still taken; zero: go on. At most some seconds: nothing else of the client is heard meanwhile.</returns>
    TimeSpan Take(ReadOnlySpan<byte> topic, int bytes);
}
