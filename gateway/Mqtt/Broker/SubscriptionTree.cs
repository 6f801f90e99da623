using System.Text;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// All subscriptions by the levels of their filters, so that a topic finds its subscribers in as many steps as it has
/// levels (5.0 §4.7, §4.8.2). Many readers or one writer; matching allocates nothing.
/// </summary>
internal sealed class SubscriptionTree : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Node _root = new();
    private int _count;
    private long _bytes;

    /// <summary>All subscriptions.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What they take, about: the filter twice, its levels, the subscription and its places in lists.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds a subscription, or puts it in the place of the session's earlier one to the same filter [MQTT-3.8.4-3].</summary>
    public void Add(Subscription subscription, Subscription? old)
    {
        Split(subscription.Filter, out var group, out var filter);
        _lock.EnterWriteLock();
        try
        {
            var list = _root.ListFor(filter, group);
            if (old is null) Account(subscription, 1);
            if (old is null) list.Add(subscription);
            else list.Replace(old, subscription);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Takes a subscription out, with the branches that nobody needs then.</summary>
    public void Remove(Subscription subscription)
    {
        Split(subscription.Filter, out var group, out var filter);
        _lock.EnterWriteLock();
        try
        {
            Account(subscription, -1);
            _root.Remove(filter, group, subscription);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Gathers the subscriptions that a topic falls under; of each shared one a single member.</summary>
    public void Match(ReadOnlySpan<byte> topic, MatchList matches)
    {
        _lock.EnterReadLock();
        try
        {
            var withoutWildcards = topic[0] == '$'; // [MQTT-4.7.2-1]
            _root.Match(topic, false, withoutWildcards, matches);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>What a subscription to this filter takes.</summary>
    public static long CostOf(string filter)
    {
        const int overhead = 256;
        const int level = 96;
        return overhead + filter.Length * 3L + level * (1 + filter.AsSpan().Count('/'));
    }

    private void Account(Subscription subscription, int sign)
    {
        _count += sign;
        _bytes += sign * CostOf(subscription.Filter);
    }

    private static void Split(string filter, out string group, out ReadOnlySpan<byte> rest)
    {
        if (!TopicFilter.TrySplitShare(Encoding.UTF8.GetBytes(filter), out var name, out rest)) throw new ArgumentException($"'{filter}' is not a topic filter");
        group = Encoding.UTF8.GetString(name);
    }

    private sealed class Node
    {
        private TopicChildren<Node> _children;
        private Node? _any;
        private SubscriberSet _here;
        private SubscriberSet _below;

        private bool IsEmpty => _children.IsEmpty && _any is null && _here.IsEmpty && _below.IsEmpty;

        public SubscriberList ListFor(ReadOnlySpan<byte> filter, string group)
        {
            var node = this;
            var ended = false;
            while (TopicName.NextLevel(ref filter, ref ended, out var level))
            {
                if (level is [(byte)'#']) return node._below.ListFor(group);
                if (level is [(byte)'+']) node = node._any ??= new Node();
                else if (node._children.TryGet(level, out var child)) node = child;
                else node._children.Add(level, node = new Node());
            }
            return node._here.ListFor(group);
        }

        public void Remove(ReadOnlySpan<byte> filter, string group, Subscription subscription, bool ended = false)
        {
            if (!TopicName.NextLevel(ref filter, ref ended, out var level))
            {
                _here.Remove(group, subscription);
            }
            else if (level is [(byte)'#'])
            {
                _below.Remove(group, subscription);
            }
            else if (level is [(byte)'+'])
            {
                _any!.Remove(filter, group, subscription, ended);
                if (_any.IsEmpty) _any = null;
            }
            else if (_children.TryGet(level, out var child))
            {
                child.Remove(filter, group, subscription, ended);
                if (child.IsEmpty) _children.Remove(level);
            }
        }

        public void Match(ReadOnlySpan<byte> rest, bool ended, bool withoutWildcards, MatchList matches)
        {
            if (!withoutWildcards) _below.Match(matches); // # includes its parent (§4.7.1.2)
            if (!TopicName.NextLevel(ref rest, ref ended, out var level))
            {
                _here.Match(matches);
                return;
            }
            if (!withoutWildcards) _any?.Match(rest, ended, false, matches);
            if (_children.TryGet(level, out var child)) child.Match(rest, ended, false, matches);
        }
    }
}
