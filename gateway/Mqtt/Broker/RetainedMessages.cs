using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>The last retained message of each topic, by the topic's levels (5.0 §3.3.1.3).</summary>
internal sealed class RetainedMessages(int maximum, MqttBrokerCounters counters)
{
    private readonly Lock _gate = new();
    private readonly Node _root = new();
    private readonly int _maximum = maximum;
    private readonly MqttBrokerCounters _counters = counters;
    private int _count;

    /// <summary>Keeps a message in place of the topic's last one [MQTT-3.3.1-5]; an empty one only removes it [MQTT-3.3.1-6, MQTT-3.3.1-7].</summary>
    public void Set(ref MessageView view)
    {
        lock (_gate)
        {
            if (view.Payload.IsEmpty) _count -= Remove(_root, view.Topic, false) ? 1 : 0;
            else Put(ref view);
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
            _count -= RemoveExpired(_root, now);
            _counters.SetRetained(_count);
        }
    }

    private void Put(ref MessageView view)
    {
        var node = _root;
        var rest = view.Topic;
        var ended = false;
        if (_count >= _maximum && !Contains(rest))
        {
            _counters.AddDropped(MqttDropReason.RetainedFull);
            return;
        }
        while (TopicName.NextLevel(ref rest, ref ended, out var level))
        {
            if (node.Children.TryGet(level, out var child)) node = child;
            else node.Children.Add(level, node = new Node());
        }
        if (node.Message is null) _count++;
        node.Message = view.Keep();
    }

    private bool Contains(ReadOnlySpan<byte> topic)
    {
        var node = _root;
        var ended = false;
        while (TopicName.NextLevel(ref topic, ref ended, out var level))
        {
            if (!node.Children.TryGet(level, out node)) return false;
        }
        return node.Message is not null;
    }

    private static bool Remove(Node node, ReadOnlySpan<byte> rest, bool ended)
    {
        if (!TopicName.NextLevel(ref rest, ref ended, out var level))
        {
            var had = node.Message is not null;
            node.Message = null;
            return had;
        }
        if (!node.Children.TryGet(level, out var child)) return false;
        var removed = Remove(child, rest, ended);
        if (child.IsEmpty) node.Children.Remove(level);
        return removed;
    }

    private static int RemoveExpired(Node node, long now)
    {
        var removed = 0;
        List<byte[]>? empty = null;
        foreach (var (level, child) in node.Children.All())
        {
            if (child.Message is not null && child.Message.ExpiresAt <= now)
            {
                child.Message = null;
                removed++;
            }
            removed += RemoveExpired(child, now);
            if (child.IsEmpty) (empty ??= []).Add(level);
        }
        foreach (var level in empty ?? []) node.Children.Remove(level);
        return removed;
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

        public bool IsEmpty => Message is null && Children.IsEmpty;
    }
}
