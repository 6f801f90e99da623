namespace Nanofleet.Mqtt.Broker;

/// <summary>The subscriptions of one filter, at most one per session; adding and removing take constant time.</summary>
internal sealed class SubscriberList
{
    private readonly List<Subscription> _all = [];
    private int _next;

    public int Count => _all.Count;

    public Subscription this[int index] => _all[index];

    public void Add(Subscription subscription)
    {
        subscription.Index = _all.Count;
        _all.Add(subscription);
    }

    public void Replace(Subscription old, Subscription by)
    {
        by.Index = old.Index;
        _all[old.Index] = by;
    }

    public void Remove(Subscription subscription)
    {
        var last = _all[^1];
        _all[subscription.Index] = last;
        last.Index = subscription.Index;
        _all.RemoveAt(_all.Count - 1);
    }

    /// <summary>One member of a shared subscription, in turn; one that is connected if there is any (5.0 §4.8.2).</summary>
    public Subscription Choose()
    {
        var turn = Interlocked.Increment(ref _next);
        for (var i = 0; i < _all.Count; i++)
        {
            var candidate = _all[(int)((uint)(turn + i) % (uint)_all.Count)];
            if (candidate.Session.IsConnected) return candidate;
        }
        return _all[(int)((uint)turn % (uint)_all.Count)];
    }
}
