namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// The subscriptions that one message falls under, gathered under the tree's lock and served without it. Kept per
/// thread, so that routing allocates nothing.
/// </summary>
internal sealed class MatchList
{
    [ThreadStatic]
    private static MatchList? t_current;

    private readonly List<Subscription> _all = [];
    private int _lists;

    /// <summary>This thread's list, emptied.</summary>
    public static MatchList Rent()
    {
        var list = t_current ??= new MatchList();
        list._all.Clear();
        list._lists = 0;
        return list;
    }

    public int Count => _all.Count;

    public Subscription this[int index] => _all[index];

    /// <summary>A session may be in it more than once: only then several filters contributed.</summary>
    public bool MayOverlap => _lists > 1;

    public void AddAll(SubscriberList list)
    {
        _lists++;
        for (var i = 0; i < list.Count; i++) _all.Add(list[i]);
    }

    /// <summary>Adds the chosen member of a shared subscription, which is never merged with others.</summary>
    public void Add(Subscription subscription)
    {
        _all.Add(subscription);
    }

    /// <summary>Brings the subscriptions of a session together; the order between sessions means nothing.</summary>
    public void SortBySession() => 
        _all.Sort(static (a, b) => (a.Session.Number, a.IsShared).CompareTo((b.Session.Number, b.IsShared)));

    /// <summary>Lets go of the sessions.</summary>
    public void Clear() => _all.Clear();
}
