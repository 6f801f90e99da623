using System.Data.Common;
using Dapper;

namespace Nanofleet.Gateway.Store.Rollups;

/// <summary>
/// Brings what commits left in <c>rollup_pending</c> into the rollups, the last values and the activities of devices, a small transaction at a time, so that commits
/// between them do not wait. Whatever is taken from there is added in the same transaction: a crash loses and doubles nothing.
/// Much of it is first merged, so that a bucket is touched once and not once per commit, and then added piece by piece.
/// </summary>
internal static class RollUpStep
{
    /// <summary>Minutes of sensors, or devices, that are added in one transaction: some milliseconds of work.</summary>
    private const int Piece = 1_000;

    /// <summary>Bytes merged at a time, at most: in memory they take some ten times as many.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    private const string SelectPiece = "SELECT id AS Id, deltas AS Deltas FROM rollup_pending WHERE merged = 1 ORDER BY id LIMIT 1";

    private const string SelectPending = "SELECT id AS Id, deltas AS Deltas FROM rollup_pending WHERE merged = 0 ORDER BY id LIMIT 5000";

    /// <summary>Reads what the next step works on; null when there is nothing.</summary>
    public static async Task<RollUpWork?> LoadAsync(DbConnection connection, CancellationToken cancel)
    {
        var work = new RollUpWork();
        await using var reader = (DbDataReader)await connection.ExecuteReaderAsync(new CommandDefinition(SelectPiece, cancellationToken: cancel));
        while (await reader.ReadAsync(cancel)) work.Add(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
        if (!work.IsEmpty) return work;
        await reader.DisposeAsync();

        await using var pending = (DbDataReader)await connection.ExecuteReaderAsync(new CommandDefinition(SelectPending, cancellationToken: cancel));
        while (work.Bytes < MostBytes && await pending.ReadAsync(cancel)) work.Add(pending.GetInt64(0), pending.GetFieldValue<byte[]>(1));
        return work.IsEmpty ? null : work;
    }

    /// <summary>Does it, but for what another gateway has taken in the meantime.</summary>
    public static async Task<bool> ApplyAsync(WriteScope scope, RollUpWork work, CancellationToken cancel)
    {
        var taken = await scope.Rollups.TakePendingAsync(work.Ids, cancel);
        if (taken.Count < work.Ids.Count) work = work.Only(taken);
        if (work.Deltas.Count > Piece)
        {
            await scope.Rollups.AddPiecesAsync(work.Deltas.Pack(Piece), cancel);
            return true;
        }

        foreach (var level in RollupLevels.Rolled) await scope.Rollups.AddAsync(level, work.Deltas.Rows(level), cancel);
        await scope.Rollups.ShowAsync([.. work.Deltas.Shown().OrderBy(value => value.DeviceKey)], cancel);
        await scope.Rollups.AddAsync([.. work.Deltas.Activities.OrderBy(activity => activity.DeviceKey)], cancel);
        return true;
    }
}
