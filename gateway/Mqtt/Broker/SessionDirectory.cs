using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// All sessions by client identifier: opens, resumes and takes them over, ends them, and sees to wills (5.0 §3.1.2.4,
/// §3.1.4, §4.1). Its lock orders connects and disconnects; nothing is sent under it but a goodbye to whom is replaced.
/// </summary>
internal sealed class SessionDirectory(
    MqttBrokerOptions options, BrokerClock clock, MqttBrokerCounters counters, SubscriptionTree tree, WillPublisher wills)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _sessions = [];
    private long _numbers;

    /// <summary>
    /// Attaches a connection to its client's session: the earlier one, or a new one with a clean start. An earlier
    /// connection of the client is told and closed [MQTT-3.1.4-3]. Null when there is no room for a further session.
    /// </summary>
    public Session? Open(BrokerConnection connection, string clientId, bool cleanStart, uint expirySeconds, out bool present)
    {
        PendingWill? will = null;
        Session? session;
        lock (_gate)
        {
            _sessions.TryGetValue(clientId, out session);
            present = session is not null && !cleanStart;
            if (session is not null)
            {
                will = TakeWillAtTakeover(session, ends: cleanStart);
                if (cleanStart) End(session); // [MQTT-3.1.2-4]
            }
            if (!present)
            {
                session = _sessions.Count < options.MaximumSessions ? new Session(clientId, ++_numbers, options, counters, clock, tree) : null;
                if (session is not null) _sessions[clientId] = session;
            }
            if (session is not null)
            {
                session.ExpirySeconds = expirySeconds;
                session.Attach(connection);
            }
            counters.SetSessions(_sessions.Count);
        }
        wills.Publish(will);
        return session;
    }

    /// <summary>
    /// A connection ended. Its will, if it still has one, is published at once, or waits for its delay or the session's
    /// end, whichever is first [MQTT-3.1.2-8]. A session without expiry ends now.
    /// </summary>
    public void Leave(BrokerConnection connection, Session session)
    {
        PendingWill? due = null;
        lock (_gate)
        {
            if (!session.Detach(connection)) return; // taken over: the successor saw to the will
            var fields = connection.TakeWill();
            if (fields is not null)
            {
                var delay = Math.Min(fields.DelaySeconds, session.ExpirySeconds);
                var will = new PendingWill(fields, connection.Peer, Expiry.After(clock.Now, delay));
                if (delay == 0) due = will;
                else session.Will = will;
            }
            if (session.ExpirySeconds == 0) End(session);
            counters.SetSessions(_sessions.Count);
        }
        wills.Publish(due);
    }

    /// <summary>Ends sessions whose time is over and publishes wills whose delay is.</summary>
    public void Sweep()
    {
        List<PendingWill>? due = null;
        lock (_gate)
        {
            var now = clock.Now;
            List<Session>? over = null;
            foreach (var session in _sessions.Values)
            {
                if (session.IsConnected) continue;
                var ends = session.EndsAt <= now;
                if (ends) (over ??= []).Add(session);
                if (session.Will is { } will && (ends || will.DueAt <= now))
                {
                    (due ??= []).Add(will);
                    session.Will = null;
                }
            }
            foreach (var session in over ?? []) End(session);
            counters.SetSessions(_sessions.Count);
        }
        foreach (var will in due ?? []) wills.Publish(will);
    }

    /// <summary>
    /// The will of the connection that is replaced is published unless it has a delay that the new connection ends by
    /// continuing the session [MQTT-3.1.3-9]; so is one that was waiting when its session is thrown away.
    /// </summary>
    private PendingWill? TakeWillAtTakeover(Session session, bool ends)
    {
        var waiting = session.Will;
        session.Will = null;
        if (session.Connection is not { } old) return ends ? waiting : null;
        var fields = old.TakeWill();
        session.Detach(old);
        old.Close(MqttReasonCode.SessionTakenOver);
        if (fields is null || fields.DelaySeconds > 0 && session.ExpirySeconds > 0 && !ends) return null;
        return new PendingWill(fields, old.Peer, clock.Now);
    }

    private void End(Session session)
    {
        session.End();
        session.Subscriptions.End();
        if (_sessions.GetValueOrDefault(session.ClientId) == session) _sessions.Remove(session.ClientId);
    }
}
