using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// All sessions by client identifier: opens, resumes and takes them over, ends them, and sees to wills (5.0 §3.1.2.4,
/// §3.1.4, §4.1). Its lock orders connects and disconnects; nothing is sent under it but a goodbye to whom is replaced.
/// </summary>
internal sealed class SessionDirectory(
    MqttBrokerOptions options, BrokerClock clock, MqttBrokerCounters counters, SubscriptionTree tree, WillPublisher wills, StoreJournal? journal)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _sessions = [];
    private readonly List<PendingWill> _ownerless = [];
    private long _numbers;

    /// <summary>
    /// Attaches a connection to its client's session: the earlier one, or a new one with a clean start. An earlier
    /// connection of the client is told and closed [MQTT-3.1.4-3]. Null when there is no room for a further session.
    /// </summary>
    public Session? Open(BrokerConnection connection, string clientId, bool cleanStart, uint expirySeconds, out bool present)
    {
        PendingWill? will = null;
        journal?.Enter(); // what becomes of the earlier session and of this one is committed together
        try
        {
            return Open(connection, clientId, cleanStart, expirySeconds, out present, out will);
        }
        finally
        {
            journal?.Exit();
            wills.Publish(will);
        }
    }

    private Session? Open(BrokerConnection connection, string clientId, bool cleanStart, uint expirySeconds, out bool present, out PendingWill? will)
    {
        will = null;
        Session? session;
        lock (_gate)
        {
            _sessions.TryGetValue(clientId, out session);
            present = session is not null && !cleanStart;
            var wasRecorded = session?.Record is not null;
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
                WriteDown(session, connection, wasRecorded);
            }
            counters.SetSessions(_sessions.Count);
        }
        return session;
    }

    /// <summary>Whether such a connect changes the store.</summary>
    public bool NeedsStore(string clientId, uint expirySeconds)
    {
        lock (_gate) return expirySeconds > 0 || _sessions.TryGetValue(clientId, out var session) && session.Record is not null;
    }

    /// <summary>Gives no session a number that an earlier process may have used.</summary>
    public void Reserve(long lastNumber) => _numbers = Math.Max(_numbers, lastNumber);

    /// <summary>Takes back a session of an earlier process.</summary>
    public Session Restore(StoredSession stored, long number, IEnumerable<OutgoingMessage> messages)
    {
        var session = new Session(stored.ClientId, number, options, counters, clock, tree);
        session.Restore(journal!, stored, messages);
        lock (_gate)
        {
            _sessions[stored.ClientId] = session;
            counters.SetSessions(_sessions.Count);
        }
        return session;
    }

    /// <summary>
    /// Takes back a will of an earlier process. A connection that the process's end cut off did not say goodbye, so its
    /// will is due as after any other loss, its delay counted from now [MQTT-3.1.2-8]; 3.1.1 §3.1.2.5 allows the wait.
    /// </summary>
    public void Restore(StoredWill stored)
    {
        lock (_gate)
        {
            var session = _sessions.GetValueOrDefault(stored.Peer.ClientId);
            var delay = Math.Min(stored.Fields.DelaySeconds, session?.ExpirySeconds ?? 0);
            var dueAt = stored.DueAt == 0 ? Expiry.After(clock.Now, delay) : clock.FromTimeOfDay(stored.DueAt);
            var will = new PendingWill(stored.Fields, stored.Peer, dueAt);
            if (session is { Will: null }) session.Will = will;
            else _ownerless.Add(will); // its session's end, which is when it is due, was the last that was written down
        }
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
            WriteDownPending(session.Will);
            if (session.ExpirySeconds == 0) End(session);
            else session.WriteDown();
            counters.SetSessions(_sessions.Count);
        }
        wills.Publish(due);
    }

    /// <summary>What all sessions hold together.</summary>
    public SessionTotals Count()
    {
        var totals = new SessionTotals();
        lock (_gate)
        {
            foreach (var session in _sessions.Values)
            {
                if (session.IsConnected) totals.Connected++;
                totals.Messages += session.HeldMessages;
                totals.Subscriptions += session.Subscriptions.Count;
            }
            totals.Sessions = _sessions.Count;
        }
        return totals;
    }

    /// <summary>A will that its client took back.</summary>
    public void ForgetWill(WillFields? will) => wills.Forget(will);

    /// <summary>Ends sessions whose time is over and publishes wills whose delay is.</summary>
    public void Sweep()
    {
        List<PendingWill>? due = null;
        lock (_gate)
        {
            var now = clock.Now;
            if (_ownerless.Count > 0) due = [.. _ownerless];
            _ownerless.Clear();
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
            foreach (var session in over ?? [])
            {
                End(session);
                counters.AddSessionExpired();
            }
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
        if (session.Connection is not { } old)
        {
            if (ends || waiting?.DueAt <= clock.Now) return waiting;
            wills.Forget(waiting?.Fields);
            return null;
        }
        var fields = old.TakeWill();
        session.Detach(old);
        old.Close(MqttReasonCode.SessionTakenOver);
        if (fields is null) return null;
        if (fields.DelaySeconds > 0 && session.ExpirySeconds > 0 && !ends)
        {
            wills.Forget(fields);
            return null;
        }
        return new PendingWill(fields, old.Peer, clock.Now);
    }

    /// <summary>A connection takes a session: from now on both are in the store, or neither is.</summary>
    private void WriteDown(Session session, BrokerConnection connection, bool wasRecorded)
    {
        if (journal is null) return;
        session.RecordIn(session.ExpirySeconds > 0 ? journal : null);
        session.WriteDown();
        if (session.Record is not null && connection.Will is { } will)
        {
            will.StoreNumber = journal.NextNumber();
            journal.Put(WillPublisher.KeyOf(will), new StoredWill(will, connection.Peer, 0).Encode());
        }
        session.OpenTicket = wasRecorded || session.Record is not null ? journal.Tail : 0;
    }

    private void WriteDownPending(PendingWill? will)
    {
        if (will is { Fields.StoreNumber: not 0 })
            journal!.Put(WillPublisher.KeyOf(will.Fields), new StoredWill(will.Fields, will.Peer, clock.ToTimeOfDay(will.DueAt)).Encode());
    }

    private void End(Session session)
    {
        session.RecordIn(null);
        session.End();
        session.Subscriptions.End();
        if (_sessions.GetValueOrDefault(session.ClientId) == session) _sessions.Remove(session.ClientId);
    }
}
