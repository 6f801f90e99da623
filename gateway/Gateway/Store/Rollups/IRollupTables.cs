namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>The tables of rollups within a transaction, written by hand for each database.</summary>
internal interface IRollupTables
{
    /// <summary>Removes rows of what is still to be added; returns those that were still there.</summary>
    Task<IReadOnlyCollection<long>> TakePendingAsync(IReadOnlyList<long> ids, CancellationToken cancel);

    /// <summary>Puts merged pieces of what was taken back.</summary>
    Task AddPiecesAsync(IReadOnlyList<byte[]> pieces, CancellationToken cancel);

    /// <summary>Adds rows, each bucket once and in order, to what their buckets hold.</summary>
    Task AddAsync(RollupLevel level, IReadOnlyList<RollupRow> rows, CancellationToken cancel);

    /// <summary>Makes these the last values of their sensors, but for those that have a newer one. A later one of equal time wins.</summary>
    Task ShowAsync(IReadOnlyList<ShownValue> values, CancellationToken cancel);

    /// <summary>Moves the times of these devices forward.</summary>
    Task AddAsync(IReadOnlyList<Activity> activities, CancellationToken cancel);
}
