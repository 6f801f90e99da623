using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Persistence;

/// <summary>
/// Gives a new broker what an earlier process left in the store. What belongs to nobody any more, because the process
/// ended between two commits, is removed.
/// </summary>
internal sealed class StoreLoader(IMqttStore store, BrokerCore core)
{
    private const byte Version = 1;

    private static readonly MqttStoreKey FormatKey = new(MqttStoreKind.Format, 0, 0);

    private readonly StoreJournal _journal = core.Journal!;
    private readonly Dictionary<long, Message> _messages = [];
    private readonly Dictionary<long, Session> _sessions = [];
    private ILookup<MqttStoreKind, MqttStoreEntry> _entries = null!;
    private long _lastNumber;

    public void Load()
    {
        _entries = store.Load().ToLookup(entry => entry.Key.Kind);
        CheckFormat();
        foreach (var entry in _entries[MqttStoreKind.Message]) LoadMessage(entry);
        LoadSessions();
        foreach (var entry in _entries[MqttStoreKind.Retained]) LoadRetained(entry);
        foreach (var entry in _entries[MqttStoreKind.Will]) core.Sessions.Restore(StoredWill.Decode(Bytes(entry), Number(entry)));
        foreach (var (number, message) in _messages)
        {
            if (message.Stored!.Holders == 0) _journal.Remove(new MqttStoreKey(MqttStoreKind.Message, 0, number));
        }
        core.Sessions.Reserve(_entries.SelectMany(kind => kind).Select(entry => entry.Key.Owner).DefaultIfEmpty().Max());
        _journal.Start(_lastNumber, _messages.Keys.DefaultIfEmpty().Max());
    }

    private void CheckFormat()
    {
        if (_entries.Count == 0) _journal.Put(FormatKey, [Version]);
        else if (_entries[MqttStoreKind.Format].Select(entry => Bytes(entry)[0]).SingleOrDefault() != Version)
            throw new InvalidDataException("the broker's store was not written by this version of Nanofleet.Mqtt");
    }

    private void LoadMessage(in MqttStoreEntry entry)
    {
        var message = StoredMessage.Decode(Bytes(entry), core.Clock);
        message.Stored = new StoredReference { Number = entry.Key.Number };
        _messages[entry.Key.Number] = message;
    }

    private void LoadSessions()
    {
        var outgoing = _entries[MqttStoreKind.Outgoing].ToLookup(entry => entry.Key.Owner);
        foreach (var entry in _entries[MqttStoreKind.Session])
        {
            var queue = outgoing[entry.Key.Owner].OrderBy(item => item.Key.Number).Select(LoadOutgoing).ToList();
            _sessions[entry.Key.Owner] = core.Sessions.Restore(StoredSession.Decode(Bytes(entry)), entry.Key.Owner, queue);
        }
        foreach (var entry in _entries[MqttStoreKind.Subscription])
        {
            if (Owner(entry) is { } session) session.Subscriptions.Restore(StoredSubscription.Decode(Bytes(entry), session, Number(entry)));
        }
        foreach (var entry in _entries[MqttStoreKind.Incoming]) Owner(entry)?.Incoming.Restore((ushort)entry.Key.Number, (ExactlyOnceState)Bytes(entry)[0]);
        foreach (var entry in _entries[MqttStoreKind.Outgoing]) Owner(entry);
    }

    private OutgoingMessage LoadOutgoing(MqttStoreEntry entry) =>
        StoredOutgoing.Decode(Bytes(entry), entry.Key.Number, Hold(StoredOutgoing.MessageOf(Bytes(entry))));

    private void LoadRetained(in MqttStoreEntry entry) =>
        core.Retained.Restore(Hold(StoredRetained.Decode(Bytes(entry))), Number(entry));

    private Message Hold(long number)
    {
        if (!_messages.TryGetValue(number, out var message)) throw new InvalidDataException($"the broker's store names message {number} and does not have it");
        message.Stored!.Holders++;
        return message;
    }

    /// <summary>The entry's session; an entry without one is removed.</summary>
    private Session? Owner(in MqttStoreEntry entry)
    {
        if (_sessions.TryGetValue(entry.Key.Owner, out var session)) return session;
        _journal.Remove(entry.Key);
        return null;
    }

    private long Number(in MqttStoreEntry entry)
    {
        _lastNumber = Math.Max(_lastNumber, entry.Key.Number);
        return entry.Key.Number;
    }

    private static ReadOnlySpan<byte> Bytes(in MqttStoreEntry entry) => entry.Value!.Value.Span;
}
