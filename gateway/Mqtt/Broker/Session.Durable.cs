using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The part of a session that outlives the process: what it has written down while its expiry is above zero, and how it comes back.</summary>
internal sealed partial class Session
{
    private SessionRecord? _record;
    private bool _awaitsCommit;

    /// <summary>Where it is written down; null: it need not survive.</summary>
    public SessionRecord? Record => Volatile.Read(ref _record);

    /// <summary>What its last connect changed in the store; CONNACK waits for it.</summary>
    public long OpenTicket { get; set; }

    /// <summary>From now on all that it holds is written down, or with null no longer.</summary>
    public void RecordIn(StoreJournal? journal)
    {
        if (journal is null == Record is null) return;
        if (journal is null) Unrecord(_record!);
        else BeginRecord(new SessionRecord(journal, this));
    }

    /// <summary>Writes down that its client is here, or until when it is waited for.</summary>
    public long WriteDown()
    {
        lock (this)
        {
            if (_record is null) return 0;
            var sentUpTo = _unacknowledged is { Count: > 0 } ? _unacknowledged.Values.Max(outgoing => outgoing.Order) : 0;
            return _record.Changed(_connection is null ? _clock.ToTimeOfDay(EndsAt) : 0, sentUpTo);
        }
    }

    /// <summary>Takes back what an earlier process wrote down; the messages in their order.</summary>
    public void Restore(StoreJournal journal, StoredSession stored, IEnumerable<OutgoingMessage> messages)
    {
        lock (this)
        {
            _record = new SessionRecord(journal, this);
            Subscriptions.RecordIn(_record);
            ExpirySeconds = stored.ExpirySeconds;
            EndsAt = stored.WasConnected ? Expiry.After(_clock.Now, ExpirySeconds) : _clock.FromTimeOfDay(stored.EndsAt);
            var mayHaveBeenSent = stored.WasConnected ? _options.SendMaximum : 0;
            foreach (var outgoing in messages)
            {
                _order = outgoing.Order;
                if (outgoing.PacketId != 0 || outgoing.Order <= stored.SentUpTo || mayHaveBeenSent-- > 0) RestoreSent(outgoing);
                else RestoreWaiting(outgoing);
            }
        }
    }

    /// <summary>A commit is through: what waited for it goes out.</summary>
    public void SendDurable()
    {
        lock (this) _awaitsCommit = false;
        if (Connection is not { } connection) return;
        SendWaiting(connection);
        connection.FlushUnlessReading();
    }

    /// <summary>First into the queue and the journal, then out as far as the window and the store allow.</summary>
    private ConnectionOutput? DeliverDurably(ref MessageView view, MqttQoS qos, bool retain, scoped ReadOnlySpan<uint> identifiers)
    {
        if (Enqueue(ref view, qos, retain, identifiers) is not { } outgoing) return null;
        outgoing.Order = ++_order;
        view.Ticket = _record!.Queued(outgoing);
        if (_connection is not { } connection || !_resumed) return null;
        SendWaiting(connection);
        return connection.Output;
    }

    /// <summary>It is not durable yet, or its identifier still belongs to a message that was sent 65,535 earlier and never acknowledged.</summary>
    private bool MustWait(OutgoingMessage outgoing)
    {
        if (outgoing.PacketId == 0 && outgoing.Order != 0 && _unacknowledged is not null && _unacknowledged.ContainsKey(SessionRecord.PacketIdFor(outgoing.Order))) return true;
        if (_record!.MayBeSent(outgoing)) return false;
        if (_awaitsCommit) return true;
        _awaitsCommit = true;
        _record.SendWhenDurable(outgoing);
        return true;
    }

    private void BeginRecord(SessionRecord record)
    {
        lock (this)
        {
            Volatile.Write(ref _record, record);
            WriteMessages(record);
        }
        Subscriptions.RecordIn(record);
        foreach (var (packetId, state) in Incoming.All()) record.Entered(packetId, state);
    }

    private void Unrecord(SessionRecord record)
    {
        record.Ended();
        lock (this)
        {
            ForgetMessages(record);
            Volatile.Write(ref _record, null);
        }
        Subscriptions.RecordIn(null);
        foreach (var (packetId, _) in Incoming.All()) record.Left(packetId);
    }

    private void WriteMessages(SessionRecord record)
    {
        foreach (var outgoing in _unacknowledged?.Values.OrderBy(outgoing => outgoing.Order) ?? Enumerable.Empty<OutgoingMessage>()) record.Queued(outgoing);
        foreach (var outgoing in _waiting)
        {
            if (outgoing.QoS == MqttQoS.AtMostOnce || outgoing.PacketId != 0) continue;
            if (outgoing.Order == 0) outgoing.Order = ++_order;
            record.Queued(outgoing);
        }
    }

    private void ForgetMessages(SessionRecord record)
    {
        foreach (var outgoing in _unacknowledged?.Values ?? Enumerable.Empty<OutgoingMessage>()) record.Forget(outgoing);
        foreach (var outgoing in _waiting)
        {
            if (outgoing.QoS != MqttQoS.AtMostOnce) record.Forget(outgoing);
        }
    }

    private void RestoreSent(OutgoingMessage outgoing)
    {
        if (outgoing.PacketId == 0) outgoing.PacketId = SessionRecord.PacketIdFor(outgoing.Order);
        outgoing.IsSent = true;
        (_unacknowledged ??= [])[outgoing.PacketId] = outgoing;
    }

    private void RestoreWaiting(OutgoingMessage outgoing)
    {
        _waiting.AddLast(outgoing);
        CountWaiting(outgoing.Message.Cost);
    }
}
