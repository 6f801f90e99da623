using Nanofleet.Mqtt.Broker;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>
/// The changes of one commit, encoded. A message is stored once, before the first entry that names it, and removed with
/// the last; what was delivered and acknowledged before its turn came is not written at all. Used by the writing thread only.
/// </summary>
internal sealed class JournalBatch(BrokerClock clock)
{
    /// <summary>Bookkeeping of an entry while it waits.</summary>
    public const int EntryCost = 64;

    private readonly ValueArena _arena = new();
    private readonly List<MqttStoreEntry> _changes = [];

    /// <summary>The number of the message that was stored last.</summary>
    public long LastMessage { get; set; }

    /// <summary>What is to be committed; valid until Clear.</summary>
    public IReadOnlyList<MqttStoreEntry> Changes => _changes;

    public void Encode(List<JournalEntry> entries)
    {
        foreach (var entry in entries) Encode(entry);
    }

    public void Clear()
    {
        _changes.Clear();
        _arena.Clear();
    }

    private void Encode(in JournalEntry entry)
    {
        switch (entry.Value)
        {
            case byte[] bytes:
                _changes.Add(new MqttStoreEntry(entry.Key, bytes));
                break;
            case OutgoingMessage outgoing:
                if (!outgoing.IsFinished) Put(entry.Key, outgoing);
                break;
            case Message message:
                Hold(message);
                _changes.Add(new MqttStoreEntry(entry.Key, StoredRetained.Encode(message.Stored!.Number, _arena)));
                if (entry.Gone is Message before) Release(before);
                break;
            default:
                Remove(entry);
                break;
        }
    }

    private void Put(MqttStoreKey key, OutgoingMessage outgoing)
    {
        if (!outgoing.IsStored) Hold(outgoing.Message);
        outgoing.IsStored = true;
        _changes.Add(new MqttStoreEntry(key, StoredOutgoing.Encode(outgoing, _arena)));
    }

    private void Remove(in JournalEntry entry)
    {
        if (entry.Gone is OutgoingMessage { IsStored: false }) return;
        _changes.Add(new MqttStoreEntry(entry.Key, null));
        if (entry.Gone is OutgoingMessage outgoing)
        {
            outgoing.IsStored = false;
            Release(outgoing.Message);
        }
        if (entry.Gone is Message message) Release(message);
    }

    private void Hold(Message message)
    {
        var stored = message.Stored ??= new StoredReference();
        if (stored.Holders++ > 0) return;
        stored.Number = ++LastMessage;
        _changes.Add(new MqttStoreEntry(KeyOf(stored), StoredMessage.Encode(message, clock, _arena)));
    }

    private void Release(Message message)
    {
        if (--message.Stored!.Holders == 0) _changes.Add(new MqttStoreEntry(KeyOf(message.Stored), null));
    }

    private static MqttStoreKey KeyOf(StoredReference stored) => new(MqttStoreKind.Message, 0, stored.Number);
}
