using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>
/// What one persistent session writes down. Each method is called under the lock of what changed, so that the journal
/// has the changes in the order in which they happened, and returns the ticket to wait for before anything is promised.
/// </summary>
internal sealed class SessionRecord(StoreJournal journal, Session session) : IMqttAcknowledger
{
    private readonly StoreJournal _journal = journal;
    private readonly Session _session = session;

    /// <summary>
    /// The identifier of a message that has none yet follows from its place in the queue, which is durable, so that the
    /// broker's next process sends it with the same one [MQTT-4.4.0-1].
    /// </summary>
    public static ushort PacketIdFor(long order) => (ushort)((order - 1) % ushort.MaxValue + 1);

    /// <summary>A message joined the queue.</summary>
    public long Queued(OutgoingMessage outgoing) =>
        outgoing.Ticket = _journal.Add(new JournalEntry(KeyOf(outgoing), outgoing, null, outgoing.Message.Cost));

    /// <summary>PUBREC came; PUBREL goes out when this is durable, or a crash would send the message a second time.</summary>
    public long Released(OutgoingMessage outgoing) =>
        outgoing.Ticket = _journal.Add(new JournalEntry(KeyOf(outgoing), outgoing, null, JournalBatch.EntryCost));

    /// <summary>It was acknowledged, or dropped.</summary>
    public void Finished(OutgoingMessage outgoing)
    {
        outgoing.IsFinished = true;
        Forget(outgoing);
    }

    /// <summary>The session is no longer persistent; its messages stay in memory.</summary>
    public void Forget(OutgoingMessage outgoing) => _journal.Add(new JournalEntry(KeyOf(outgoing), null, outgoing, JournalBatch.EntryCost));

    /// <summary>
    /// QoS 1 need not wait for the disk: should it be forgotten, its publisher was not answered and sends it again. QoS 2
    /// must, or the receiver could get it twice, or mistake a later message with this identifier for it.
    /// </summary>
    public bool MayBeSent(OutgoingMessage outgoing) => outgoing.QoS != MqttQoS.ExactlyOnce || _journal.IsCommitted(outgoing.Ticket);

    /// <summary>Has the session send what waits once this message may be.</summary>
    public void SendWhenDurable(OutgoingMessage outgoing) => _journal.WhenCommitted(outgoing.Ticket, this, 0);

    /// <summary>A QoS 2 message of its client was routed; received when the host is done with it, too (5.0 §4.3.3).</summary>
    public long Entered(ushort packetId, ExactlyOnceState state) => _journal.Put(KeyOf(packetId), [(byte)state]);

    /// <summary>Its identifier is free.</summary>
    public long Left(ushort packetId) => _journal.Remove(KeyOf(packetId));

    /// <summary>A subscription, in place of an earlier one to the same filter.</summary>
    public long Subscribed(Subscription subscription, Subscription? old)
    {
        subscription.StoreNumber = old is { StoreNumber: not 0 } ? old.StoreNumber : _journal.NextNumber();
        return _journal.Put(KeyOf(subscription), StoredSubscription.Encode(subscription));
    }

    public long Unsubscribed(Subscription subscription) => _journal.Remove(KeyOf(subscription));

    /// <summary>The session as it is now. Its end is known while its client is away.</summary>
    public long Changed(long endsAt, long sentUpTo) =>
        _journal.Put(Key(MqttStoreKind.Session, 0), new StoredSession(_session.ClientId, _session.ExpirySeconds, endsAt, sentUpTo).Encode());

    public long Ended() => _journal.Remove(Key(MqttStoreKind.Session, 0));

    /// <summary>What it waited for is durable.</summary>
    public void Complete(uint token, MqttReasonCode reason) => _session.SendDurable();

    private MqttStoreKey KeyOf(OutgoingMessage outgoing) => Key(MqttStoreKind.Outgoing, outgoing.Order);

    private MqttStoreKey KeyOf(ushort packetId) => Key(MqttStoreKind.Incoming, packetId);

    private MqttStoreKey KeyOf(Subscription subscription) => Key(MqttStoreKind.Subscription, subscription.StoreNumber);

    private MqttStoreKey Key(MqttStoreKind kind, long number) => new(kind, _session.Number, number);
}
