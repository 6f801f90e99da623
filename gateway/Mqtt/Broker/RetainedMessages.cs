using Nanofleet.Mqtt.Persistence;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The last retained message of each topic, by the topic's levels (5.0 §3.3.1.3).</summary>
internal sealed class RetainedMessages(MqttBrokerOptions options, MqttBrokerCounters counters, StoreJournal? journal = null)
{
    /// <summary>A level of the tree that no other topic shares.</summary>
    private const int NodeCost = 96;

    private readonly Lock _gate = new();
    private readonly Node _root = new();
    private readonly MqttBrokerOptions _options = options;
    private readonly RetainedShares _shares = new(options);
    private readonly MqttBrokerCounters _counters = counters;
    private readonly StoreJournal? _journal = journal;
    private int _count;
    private long _bytes;
    private long _nextExpiry = Expiry.Never;

    /// <summary>Keeps a message in place of the topic's last one [MQTT-3.3.1-5]; an empty one only removes it [MQTT-3.3.1-6, MQTT-3.3.1-7].</summary>
    public void Set(ref MessageView view)
    {
        lock (_gate)
        {
            if (view.Payload.IsEmpty) view.Ticket = Math.Max(Remove(_root, view.Topic, false), _journal?.Tail ?? 0); // somebody's removal may be under way
            else Put(ref view);
            _counters.SetRetained(_count);
        }
    }

    /// <summary>Takes back what an earlier process kept.</summary>
    public void Restore(Message message, long storeNumber)
    {
        lock (_gate)
        {
            var node = NodeFor(message.Topic);
            Keep(node, message);
            node.StoreNumber = storeNumber;
            _counters.SetRetained(_count);
        }
    }

    /// <summary>The messages of all topics that a filter matches; those that expired are forgotten [MQTT-3.3.2-5].</summary>
    public List<Message> Match(ReadOnlySpan<byte> filter, long now)
    {
        var found = new List<Message>();
        lock (_gate) Collect(_root, filter, false, true, found);
        found.RemoveAll(message => message.ExpiresAt <= now);
        return found;
    }

    /// <summary>Forgets what has expired, so that it does not take room until somebody asks.</summary>
    public void Sweep(long now)
    {
        lock (_gate)
        {
            if (now < _nextExpiry) return;
            _nextExpiry = Expiry.Never;
            RemoveExpired(_root, now);
            _counters.SetRetained(_count);
        }
    }

    /// <summary>Bytes of all of them, with their place in the tree.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    private void Put(ref MessageView view)
    {
        var message = view.Keep();
        var old = Find(view.Topic);
        if (IsCounted(message) && !HasRoom(ref view, old is null ? 1 : 0, CostOf(message) - (old is null ? 0 : CostOf(old)))) return;
        if (_journal is { IsFailing: true } && IsKept(view.Topic))
        {
            _counters.AddDropped(MqttDropReason.StoreFailed);
            return;
        }
        var node = NodeFor(view.Topic);
        Keep(node, message);
        if (_journal is not null && IsKept(view.Topic)) view.Ticket = Record(node, old);
    }

    /// <summary>Within its branch's share, which does not bind the host, and within what all have together.</summary>
    private bool HasRoom(ref MessageView view, int messages, long bytes)
    {
        if (!view.IsHosts && !_shares.HasRoom(view.Topic, messages, bytes))
        {
            _counters.AddDropped(MqttDropReason.RetainedShare);
            _options.RetainedRefused?.Invoke(view.Topic);
            return false;
        }
        if (_count + messages <= _options.MaximumRetainedMessages && _bytes + bytes <= _options.MaximumRetainedBytes) return true;
        _counters.AddDropped(MqttDropReason.RetainedFull);
        return false;
    }

    private Node NodeFor(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        var ended = false;
        while (TopicName.NextLevel(ref topic, ref ended, out var level))
        {
            if (node.Children.TryGet(level, out var child)) node = child;
            else node.Children.Add(level, node = new Node());
        }
        return node;
    }

    private void Keep(Node node, Message message)
    {
        Count(message, 1); // first, so that a branch with this topic alone is not forgotten in between
        if (node.Message is { } old) Count(old, -1);
        node.Message = message;
        _nextExpiry = Math.Min(_nextExpiry, message.ExpiresAt);
    }

    /// <summary>What the broker says about itself is of no use to its next process.</summary>
    private static bool IsKept(ReadOnlySpan<byte> topic) => topic[0] != '$';

    /// <summary>What the broker says about itself is its own doing: it takes no room from others.</summary>
    private static bool IsCounted(Message message) => message.Topic[0] != '$';

    private static long CostOf(Message message) => message.Cost + NodeCost * (1 + message.Topic.Count((byte)'/'));

    private void Count(Message message, int sign)
    {
        if (!IsCounted(message)) return;
        var bytes = sign * CostOf(message);
        _count += sign;
        _bytes += bytes;
        _shares.Count(message.Topic, sign, bytes);
    }

    private long Record(Node node, Message? old)
    {
        if (node.StoreNumber == 0) node.StoreNumber = _journal!.NextNumber();
        return _journal!.Add(new JournalEntry(KeyOf(node), node.Message, old, node.Message!.Cost));
    }

    private static MqttStoreKey KeyOf(Node node) => new(MqttStoreKind.Retained, 0, node.StoreNumber);

    private Message? Find(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        var ended = false;
        while (TopicName.NextLevel(ref topic, ref ended, out var level))
        {
            if (!node.Children.TryGet(level, out node)) return null;
        }
        return node.Message;
    }

    /// <summary>The ticket of what it changed in the store; 0: nothing.</summary>
    private long Remove(Node node, ReadOnlySpan<byte> rest, bool ended)
    {
        if (!TopicName.NextLevel(ref rest, ref ended, out var level)) return Forget(node);
        if (!node.Children.TryGet(level, out var child)) return 0;
        var ticket = Remove(child, rest, ended);
        if (child.IsEmpty) node.Children.Remove(level);
        return ticket;
    }

    private void RemoveExpired(Node node, long now)
    {
        List<byte[]>? empty = null;
        foreach (var (level, child) in node.Children.All())
        {
            if (child.Message is not null && child.Message.ExpiresAt <= now) Forget(child);
            if (child.Message is not null) _nextExpiry = Math.Min(_nextExpiry, child.Message.ExpiresAt);
            RemoveExpired(child, now);
            if (child.IsEmpty) (empty ??= []).Add(level);
        }
        foreach (var level in empty ?? []) node.Children.Remove(level);
    }

    private long Forget(Node node)
    {
        if (node.Message is not { } old) return 0;
        Count(old, -1);
        node.Message = null;
        if (node.StoreNumber == 0) return 0;
        var ticket = _journal!.Add(new JournalEntry(KeyOf(node), null, old, JournalBatch.EntryCost));
        node.StoreNumber = 0;
        return ticket;
    }

    private static void Collect(Node node, ReadOnlySpan<byte> rest, bool ended, bool isFirst, List<Message> found)
    {
        if (!TopicName.NextLevel(ref rest, ref ended, out var level))
        {
            if (node.Message is not null) found.Add(node.Message);
        }
        else if (level is [(byte)'#'])
        {
            CollectAll(node, isFirst, found);
        }
        else if (level is [(byte)'+'])
        {
            foreach (var (name, child) in node.Children.All())
            {
                if (!isFirst || name is not [(byte)'$', ..]) Collect(child, rest, ended, false, found); // [MQTT-4.7.2-1]
            }
        }
        else if (node.Children.TryGet(level, out var child))
        {
            Collect(child, rest, ended, false, found);
        }
    }

    private static void CollectAll(Node node, bool isFirst, List<Message> found)
    {
        if (node.Message is not null) found.Add(node.Message);
        foreach (var (name, child) in node.Children.All())
        {
            if (!isFirst || name is not [(byte)'$', ..]) CollectAll(child, false, found);
        }
    }

    private sealed class Node
    {
        public TopicChildren<Node> Children;
        public Message? Message;

        /// <summary>Its entry in the store; 0: none.</summary>
        public long StoreNumber;

        public bool IsEmpty => Message is null && Children.IsEmpty;
    }
}
