namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The packet identifiers of QoS 2 messages on their way in: part of the session's state, so that a message that comes
/// again over a later connection is not taken twice (5.0 §4.1, §4.3.3).
/// </summary>
internal sealed class IncomingExactlyOnce
{
    private readonly Lock _gate = new();
    private Dictionary<ushort, ExactlyOnceState>? _states;

    /// <summary>What was known of it; a new one is held from now on.</summary>
    public ExactlyOnceState Begin(ushort packetId)
    {
        lock (_gate)
        {
            _states ??= [];
            if (_states.TryGetValue(packetId, out var state)) return state;
            _states[packetId] = ExactlyOnceState.Held;
            return ExactlyOnceState.New;
        }
    }

    /// <summary>What is known of it.</summary>
    public ExactlyOnceState StateOf(ushort packetId)
    {
        lock (_gate) return _states?.GetValueOrDefault(packetId) ?? ExactlyOnceState.New;
    }

    /// <summary>The host finished: received, or forgotten when refused, since its identifier is free then [MQTT-4.3.3-9].</summary>
    public void Complete(ushort packetId, MqttReasonCode reason)
    {
        lock (_gate)
        {
            if (_states is null || !_states.ContainsKey(packetId)) return;
            if (reason.IsFailure()) _states.Remove(packetId);
            else _states[packetId] = ExactlyOnceState.Received;
        }
    }

    /// <summary>The session is over.</summary>
    public void Clear()
    {
        lock (_gate) _states = null;
    }

    /// <summary>PUBREL: the identifier is free. False when it was not known.</summary>
    public bool Release(ushort packetId)
    {
        lock (_gate) return _states is not null && _states.Remove(packetId);
    }
}
