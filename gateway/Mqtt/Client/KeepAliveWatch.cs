using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// Keeps a quiet connection alive and finds out a dead one (5.0 §3.1.2.10, §3.12). Half a keep-alive without a packet in
/// either direction asks the broker for a sign of life; one and a half without one is the end.
/// </summary>
internal sealed class KeepAliveWatch(ClientConnection connection, TimeProvider clock, TimeSpan keepAlive) : IAsyncDisposable
{
    private ITimer? _timer;
    private volatile bool _listening;
    private volatile bool _received;
    private long _lastReceived = clock.GetTimestamp();

    public void Start()
    {
        if (keepAlive <= TimeSpan.Zero) return;
        var interval = keepAlive / 2;
        _timer = clock.CreateTimer(static watch => ((KeepAliveWatch)watch!).Look(), this, interval, interval);
    }

    /// <summary>Reading waits for bytes, or has got some. While the host holds it up, silence means nothing.</summary>
    public void Listening(bool waits)
    {
        _listening = waits;
        if (waits) return;
        _received = true;
        Volatile.Write(ref _lastReceived, clock.GetTimestamp());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? default;

    private void Look()
    {
        var longest = keepAlive * 1.5;
        if (_listening && clock.GetElapsedTime(Volatile.Read(ref _lastReceived)) > longest)
        {
            connection.GiveUp(longest);
            return;
        }
        var quiet = !connection.Output.TakeWritten() || !_received;
        _received = false;
        if (!quiet) return;
        connection.Output.Write([(byte)PacketType.PingReq << 4, 0]);
        connection.Output.TakeWritten();
        connection.Output.Flush();
    }
}
