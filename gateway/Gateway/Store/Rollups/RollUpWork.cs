namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>Rows of <c>rollup_pending</c> and what they come to together.</summary>
internal sealed class RollUpWork
{
    private readonly List<(long Id, byte[] Packed)> _rows = [];

    public IReadOnlyList<long> Ids => [.. _rows.Select(row => row.Id)];

    public RollupDeltas Deltas { get; } = new();

    public int Bytes { get; private set; }

    public bool IsEmpty => _rows.Count == 0;

    public void Add(long id, byte[] packed)
    {
        _rows.Add((id, packed));
        Bytes += packed.Length;
        Deltas.Add(packed);
    }

    public RollUpWork Only(IReadOnlyCollection<long> ids)
    {
        var some = new RollUpWork();
        foreach (var (id, packed) in _rows.Where(row => ids.Contains(row.Id))) some.Add(id, packed);
        return some;
    }
}
