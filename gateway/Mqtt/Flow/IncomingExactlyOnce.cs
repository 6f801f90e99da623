namespace Nanofleet.Mqtt.Flow;

/// <summary>
/// The packet identifiers of QoS 2 messages on their way in: part of the session's state, so that a message that comes
/// again over a later connection is not taken twice (5.0 §4.1, §4.3.3).
/// </summary>
internal sealed class IncomingExactlyOnce
{
    private Dictionary<ushort, ExactlyOnceState>? _states;
    private object? _connection;

    /// <summary>
    /// From now on only this connection's packets count. An earlier one may still be reading what was sent before it was
    /// taken over; without this it could take a message that its successor has taken and released meanwhile.
    /// </summary>
    public void Attach(object connection)
    {
        lock (this) _connection = connection;
    }

    /// <summary>
    /// A message came. New: it is to be taken. Received: it was taken over an earlier connection, and this one's window
    /// answers when it is its turn. Held: it came twice over this connection and its answer is on its way, or the connection
    /// was taken over.
    /// </summary>
    public ExactlyOnceState Enter(object connection, ushort packetId, ReceiveWindow window)
    {
        lock (this)
        {
            if (_connection != connection) return ExactlyOnceState.Held;
            if ((_states ??= []).TryAdd(packetId, ExactlyOnceState.Held)) return ExactlyOnceState.New;
            if (_states[packetId] == ExactlyOnceState.Routed)
            {
                _states[packetId] = ExactlyOnceState.Held;
                return ExactlyOnceState.Routed;
            }
        }
        if (window.Holds(packetId)) return ExactlyOnceState.Held;
        var token = window.Open(packetId, MqttQoS.ExactlyOnce, isRepeated: true);
        var now = StateOf(packetId);
        if (now == ExactlyOnceState.Received) window.Complete(token, MqttReasonCode.Success);
        if (now == ExactlyOnceState.New) window.Complete(token, MqttReasonCode.UnspecifiedError); // refused in this moment
        return ExactlyOnceState.Received;
    }

    /// <summary>The host finished: received, or forgotten when refused, since its identifier is free then [MQTT-4.3.3-9].</summary>
    public void Complete(ushort packetId, MqttReasonCode reason)
    {
        lock (this)
        {
            if (_states is null || !_states.ContainsKey(packetId)) return;
            if (reason.IsFailure()) _states.Remove(packetId);
            else _states[packetId] = ExactlyOnceState.Received;
        }
    }

    /// <summary>The session is over.</summary>
    public void Clear()
    {
        lock (this) _states = null;
    }

    /// <summary>PUBREL: the identifier is free. False when it was not known.</summary>
    public bool Release(object connection, ushort packetId)
    {
        lock (this) return _connection == connection && _states is not null && _states.Remove(packetId);
    }

    /// <summary>What is known now.</summary>
    public KeyValuePair<ushort, ExactlyOnceState>[] All()
    {
        lock (this) return [.. _states ?? []];
    }

    /// <summary>Takes back what an earlier process knew.</summary>
    public void Restore(ushort packetId, ExactlyOnceState state)
    {
        lock (this) (_states ??= [])[packetId] = state == ExactlyOnceState.Held ? ExactlyOnceState.Routed : state;
    }

    private ExactlyOnceState StateOf(ushort packetId)
    {
        lock (this) return _states?.GetValueOrDefault(packetId) ?? ExactlyOnceState.New;
    }
}
