using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Tells when it looks as if another client used our identifier: each that connects throws the other out, again and again.
/// Mosquitto 2.0 does so without a word, so that only the pattern shows it.
/// </summary>
public sealed class TakeoverSigns(TimeProvider clock)
{
    /// <summary>A broker that restarts ends one connection, not so many in a row.</summary>
    private const int Enough = 3;

    /// <summary>With its pauses between attempts the other one is back in less.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);

    private long? _connectedAt;
    private int _inARow;

    public void Connected() => _connectedAt = clock.GetTimestamp();

    /// <summary>A connection was lost or could not be made. True once, when it begins to look like that or the broker says that it is so.</summary>
    public bool Lost(MqttDisconnect reason)
    {
        if (_connectedAt is not { } since) return false; // the broker is away: that says nothing
        _connectedAt = null;
        if (!reason.ByPeer || clock.GetElapsedTime(since) >= Short) _inARow = 0;
        else _inARow++;
        return _inARow == (reason.Reason == MqttReasonCode.SessionTakenOver ? 1 : Enough);
    }
}
