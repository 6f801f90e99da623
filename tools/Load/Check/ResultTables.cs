using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Nanofleet.Load.Generator;
using Npgsql;

namespace Nanofleet.Load.Check;

/// <summary>
/// Reads the gateway's database without the gateway's code: what is judged must not be the judge. Both databases have the
/// same tables; every row of this run's devices is looked at.
/// </summary>
internal sealed class ResultTables
{
    private const int ReadTimeoutSeconds = 600;

    /// <summary>Rows of a run are scanned as they lie; a way through the index by time would jump about in the table.</summary>
    private const string SqliteScan = "readings NOT INDEXED";

    private readonly Func<DbConnection> _connect;
    private readonly string _readings;
    private readonly string _begin;

    private ResultTables(Func<DbConnection> connect, string readings, string begin) => (_connect, _readings, _begin) = (connect, readings, begin);

    public static ResultTables OfSqlite(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        return new ResultTables(() => new SqliteConnection($"Data Source={file};Mode=ReadOnly"), SqliteScan, "BEGIN");
    }

    public static ResultTables OfPostgres(string connectionString) =>
        new(() => new NpgsqlConnection($"{connectionString};Command Timeout={ReadTimeoutSeconds}"), "readings", "BEGIN ISOLATION LEVEL REPEATABLE READ");

    /// <summary>How many messages the ledger counts as stored, of devices whose name begins so.</summary>
    public async Task<long> CountStoredAsync(string prefix, CancellationToken cancel)
    {
        long count = 0;
        await using var connection = await OpenAsync(cancel);
        await ForEachLedgerAsync(connection, prefix, (_, _, stored) => count += SeqText.Parse(stored).Sum(range => range.To - range.From + 1), cancel);
        return count;
    }

    /// <summary>At each tick of the timer, up to which number a boot is stored without a gap; nothing while the database cannot be read.</summary>
    public async IAsyncEnumerable<long> FollowAsync(string device, string boot, PeriodicTimer timer, [EnumeratorCancellation] CancellationToken cancel)
    {
        DbConnection? connection = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                string? stored;
                try
                {
                    connection ??= await OpenAsync(cancel);
                    await using var command = connection.CreateCommand();
                    command.CommandText = $"SELECT stored FROM ledger WHERE device_key = (SELECT device_key FROM devices WHERE device_id = '{device}') AND boot = '{boot}'";
                    stored = await command.ExecuteScalarAsync(cancel) as string;
                }
                catch (DbException)
                {
                    if (connection is not null) await connection.DisposeAsync();
                    connection = null; // stopped by the schedule of faults; it comes back
                    continue;
                }

                if (SeqText.Parse(stored ?? "") is [(1, var upTo), ..]) yield return upTo;
            }
        }
        finally
        {
            if (connection is not null) await connection.DisposeAsync();
        }
    }

    /// <summary>What one query answers, as a number.</summary>
    public async Task<long> CountAsync(string query, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel) is { } value and not DBNull ? value : 0L);
    }

    /// <summary>All that the database holds of a fleet, by board, as it is at one moment: more may be on its way when a run was cut short.</summary>
    public async Task<BoardFindings[]> FindAsync(Fleet fleet, CancellationToken cancel)
    {
        var boards = Enumerable.Range(0, fleet.Count).Select(_ => new BoardFindings()).ToArray();
        await using var connection = await OpenAsync(cancel);
        await ExecuteAsync(connection, _begin, cancel);
        await ForEachLedgerAsync(connection, fleet.Prefix, (device, boot, stored) =>
        {
            if (fleet.Find(device) is not { } board || fleet.Boot(board) != boot) return;
            foreach (var (from, to) in SeqText.Parse(stored))
                for (var seq = from; seq <= to; seq++) boards[board].Ledger.Add(seq);
        }, cancel);
        await AddRowsAsync(connection, fleet, boards, cancel);
        await ExecuteAsync(connection, "COMMIT", cancel);
        return boards;
    }

    private async Task AddRowsAsync(DbConnection connection, Fleet fleet, BoardFindings[] boards, CancellationToken cancel)
    {
        var keys = await KeysAsync(connection, fleet, cancel);
        var sensors = await SensorsAsync(connection, cancel);
        foreach (var table in (string[])[$"{_readings} WHERE time_ms >= {fleet.StartedMs}", "unplaced"])
        {
            await ForEachAsync(connection, $"SELECT device_key, sensor_key, value FROM {table}", row =>
            {
                if (!keys.TryGetValue(row.GetInt32(0), out var board)) return;
                boards[board].AddRow(sensors.GetValueOrDefault(row.GetInt32(1), 0), row.GetDouble(2), fleet.Taken[board]);
            }, cancel);
        }
    }

    private static async Task<Dictionary<int, int>> KeysAsync(DbConnection connection, Fleet fleet, CancellationToken cancel)
    {
        var keys = new Dictionary<int, int>();
        await ForEachAsync(connection, "SELECT device_key, device_id FROM devices", row =>
        {
            if (fleet.Find(row.GetString(1)) is { } board) keys.Add(row.GetInt32(0), board);
        }, cancel);
        return keys;
    }

    private static async Task<Dictionary<int, int>> SensorsAsync(DbConnection connection, CancellationToken cancel)
    {
        var sensors = new Dictionary<int, int>();
        await ForEachAsync(connection, "SELECT sensor_key, name, unit FROM sensors", row =>
        {
            for (var i = 0; i < Sensors.All.Count; i++)
                if (Sensors.All[i].Name == row.GetString(1) && Sensors.All[i].Unit == row.GetString(2)) sensors.Add(row.GetInt32(0), i);
        }, cancel);
        return sensors;
    }

    /// <summary>The prefix is made of letters, digits and dashes only.</summary>
    private static Task ForEachLedgerAsync(DbConnection connection, string prefix, Action<string, string, string> row, CancellationToken cancel) =>
        ForEachAsync(connection, $"SELECT device_id, ledger.boot, stored FROM ledger JOIN devices ON devices.device_key = ledger.device_key WHERE device_id LIKE '{prefix}%'",
            reader => row(reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancel);

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task ForEachAsync(DbConnection connection, string query, Action<DbDataReader> row, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) row(reader);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = _connect();
        await connection.OpenAsync(cancel);
        return connection;
    }
}
