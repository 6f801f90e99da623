using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Gateway.Tests.Store.Rules;
using Npgsql;

namespace Nanofleet.Integration.Tests.Store;

/// <summary>What TimescaleDB does by itself, and that it does not come between us and our promise. All other tests of the store pass with it too.</summary>
public sealed class TimescaleTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const long DayMs = 86_400_000;

    private string _database = "";
    private PostgresStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        if (await NumberAsync("SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'timescaledb'") == 0) Assert.Skip("TimescaleDB is not installed in this PostgreSQL.");
        _store = new PostgresStore(_database);
        await _store.MigrateAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync(); // null where the test was skipped
    }

    [Fact]
    public async Task Readings_are_a_hypertable_with_a_chunk_a_day()
    {
        await _store.CommitAsync([Message.Data(1, time: 1), Message.Data(2, time: DayMs - 1), Message.Data(3, time: DayMs)], Cancel);

        Assert.Equal(2, await NumberAsync("SELECT COUNT(*) FROM show_chunks('readings')"));
        Assert.Equal(1, await NumberAsync("SELECT COUNT(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'"));
    }

    [Fact]
    public async Task Compressed_readings_are_read_told_from_their_repeat_joined_by_late_ones_and_dropped()
    {
        var foreign = Message.Foreign(DayMs + 1, Message.Reading(7, DayMs + 1));
        await _store.CommitAsync([Message.Data(1, time: DayMs), Message.Data(2, time: DayMs + 2), foreign], Cancel);
        await NumberAsync("SELECT COUNT(compress_chunk(chunk)) FROM show_chunks('readings') AS chunk");

        var again = await _store.CommitAsync([foreign, Message.Data(3, time: DayMs + 3), .. Enumerable.Range(4, 500).Select(seq => Message.Data(seq, time: DayMs + seq))], Cancel); // enough for COPY

        Assert.Equal([Outcome.Duplicate, Outcome.Stored], again.Outcomes.Take(2));
        var readings = await _store.ReadAsync(new ReadingQuery(Message.Device, null, 0, long.MaxValue, 1_000), Cancel);
        Assert.Equal(Enumerable.Range(1, 503).Select(seq => (double)seq).Append(7).Order(), readings.Select(reading => reading.Value).Order());
        for (SweepCursor? at = new SweepCursor(); at is { } after;) at = await _store.SweepAsync(RollupLevel.Raw, 2 * DayMs, after, Cancel);
        Assert.Equal(0, await NumberAsync("SELECT COUNT(*) FROM show_chunks('readings')"));
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
