using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// The subscriptions of one session by their filters (5.0 §3.8.4, §4.1), and the same in the broker's tree: both change
/// under one lock, so that a session that ends while its client subscribes leaves nothing behind.
/// </summary>
internal sealed class SessionSubscriptions(SubscriptionTree tree, MqttBrokerOptions options)
{
    private readonly SubscriptionTree _tree = tree;
    private readonly MqttBrokerOptions _options = options;
    private Dictionary<string, Subscription>? _all;
    private SessionRecord? _record;
    private bool _ended;

    /// <summary>From now on they are written down, or with null no longer.</summary>
    public void RecordIn(SessionRecord? record)
    {
        lock (this)
        {
            foreach (var subscription in All()) _ = record is null ? _record?.Unsubscribed(subscription) : record.Subscribed(subscription, null);
            _record = record;
        }
    }

    /// <summary>Takes back one that an earlier process wrote down.</summary>
    public void Restore(Subscription subscription)
    {
        lock (this)
        {
            (_all ??= [])[subscription.Filter] = subscription;
            _tree.Add(subscription, null);
        }
    }

    /// <summary>Adds a subscription, or puts it in the place of an earlier one to the same filter; false when it would be one too many.</summary>
    public bool TrySet(Subscription subscription, out bool isNew)
    {
        lock (this)
        {
            isNew = true;
            if (_ended) return false;
            _all ??= [];
            isNew = !_all.TryGetValue(subscription.Filter, out var old);
            if (isNew && (_all.Count >= _options.MaximumSubscriptions || !HasRoom(subscription.Filter))) return false;
            _all[subscription.Filter] = subscription;
            _tree.Add(subscription, old);
            _record?.Subscribed(subscription, old);
            return true;
        }
    }

    /// <summary>Takes a subscription away; false when there was none.</summary>
    public bool Remove(string filter)
    {
        lock (this)
        {
            if (_all is null || !_all.Remove(filter, out var subscription)) return false;
            _tree.Remove(subscription);
            _record?.Unsubscribed(subscription);
            return true;
        }
    }

    /// <summary>Takes away those that do not fit: what a client may have can change while it is away.</summary>
    public void Keep(Predicate<Subscription> fits)
    {
        lock (this)
        {
            foreach (var subscription in All().Where(subscription => !fits(subscription)).ToList()) Remove(subscription.Filter);
        }
    }

    /// <summary>The session is over: all its subscriptions are taken away.</summary>
    public void End()
    {
        lock (this)
        {
            _ended = true;
            foreach (var subscription in All())
            {
                _tree.Remove(subscription);
                _record?.Unsubscribed(subscription);
            }
            _all = null;
        }
    }

    /// <summary>How many there are; read without a lock, for statistics.</summary>
    public int Count => _all?.Count ?? 0;

    private bool HasRoom(string filter) =>
        _tree.Count < _options.MaximumTotalSubscriptions && _tree.Bytes + SubscriptionTree.CostOf(filter) <= _options.MaximumTotalSubscriptionBytes;

    private IEnumerable<Subscription> All() => _all?.Values ?? Enumerable.Empty<Subscription>();
}
