namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// The items that no message is in now. Receivers take one for each message; the writer gives those of a batch back when
/// all of them are answered and everybody has been told. What is lost on the way, because the gateway stops or a
/// connection ends, is replaced by a new one.
/// </summary>
public sealed class ItemPool(IngestOptions options)
{
    private readonly Lock _gate = new();
    private readonly Stack<PooledItem> _free = [];

    /// <summary>Batches come back while the next is received: more than two of them never lie here for long.</summary>
    private readonly int _most = 2 * options.BatchMessages;

    public PooledItem Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var item)) return item;
        }

        return new PooledItem();
    }

    /// <summary>From now on nobody may hold anything of these items; those that are of no pool are left alone.</summary>
    public void Return(IReadOnlyList<IngestItem> items)
    {
        for (var at = 0; at < items.Count; at++) (items[at] as PooledItem)?.Clear();
        lock (_gate)
        {
            for (var at = 0; at < items.Count && _free.Count < _most; at++)
            {
                if (items[at] is PooledItem item) _free.Push(item);
            }
        }
    }

    public void Return(PooledItem item)
    {
        item.Clear();
        lock (_gate)
        {
            if (_free.Count < _most) _free.Push(item);
        }
    }
}
