namespace Nanofleet.Mqtt.Broker;

/// <summary>Who subscribed to one filter: on their own, and by groups that share.</summary>
internal struct SubscriberSet
{
    private SubscriberList? _own;
    private Dictionary<string, SubscriberList>? _shared;

    public readonly bool IsEmpty => _own is null && _shared is null;

    /// <summary>The list of this group; empty name: those on their own.</summary>
    public SubscriberList ListFor(string group)
    {
        if (group.Length == 0) return _own ??= new SubscriberList();
        _shared ??= [];
        if (!_shared.TryGetValue(group, out var list)) _shared[group] = list = new SubscriberList();
        return list;
    }

    public void Remove(string group, Subscription subscription)
    {
        var list = ListFor(group);
        list.Remove(subscription);
        if (list.Count > 0) return;
        if (group.Length == 0) _own = null;
        else if (_shared!.Remove(group) && _shared.Count == 0) _shared = null;
    }

    public readonly void Match(MatchList matches)
    {
        if (_own is not null) matches.AddAll(_own);
        if (_shared is null) return;
        foreach (var list in _shared.Values) matches.Add(list.Choose());
    }
}
