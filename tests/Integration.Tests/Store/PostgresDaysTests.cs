using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;
using Nanofleet.Gateway.Tests.Store.Rules;
using Npgsql;

namespace Nanofleet.Integration.Tests.Store;

/// <summary>The partitions of readings: made ahead, made for what came late, dropped as a whole.</summary>
public sealed class PostgresDaysTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const long DayMs = 86_400_000;

    private readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private string _database = "";
    private PostgresStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _store = new PostgresStore(_database);
        await _store.MigrateAsync(Cancel);
        if (await TextAsync("SELECT relkind::text FROM pg_class WHERE oid = 'readings'::regclass") != "p") Assert.Skip("This PostgreSQL has TimescaleDB, which makes days its own way.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync(); // null where the test was skipped
    }

    [Fact]
    public async Task Days_are_ready_before_their_readings_come()
    {
        await _store.PrepareAsync(_now, Cancel);
        await _store.PrepareAsync(_now, Cancel);
        await _store.CommitAsync([Message.Data(1, time: _now), Message.Data(2, time: _now + DayMs), Message.Data(3, time: _now - DayMs)], Cancel);

        Assert.Equal([.. Enumerable.Range(-1, 5).Select(day => Name(_now + (day * DayMs)))], await DaysAsync());
        Assert.Equal(0, await CountAsync("readings_other"));
        Assert.Equal(1, await CountAsync(Name(_now + DayMs)));
    }

    [Fact]
    public async Task A_day_for_which_readings_came_without_it_is_made_and_takes_them()
    {
        await _store.CommitAsync([Message.Data(1, time: _now - (9 * DayMs)), Message.Data(2, time: _now), Message.Data(3, time: 5), Message.Foreign(_now, Message.Reading(4, _now - 1))], Cancel);
        Assert.Equal(4, await CountAsync("readings_other"));

        await _store.PrepareAsync(_now, Cancel);

        Assert.Equal((1, 1), (await CountAsync("readings_other"), await CountAsync(Name(_now - (9 * DayMs))))); // 1970 shares a table with other strange times
        var readings = await _store.ReadAsync(new ReadingQuery(Message.Device, null, 0, long.MaxValue, 10), Cancel);
        Assert.Equal([2, 4, 1, 3], readings.Select(reading => reading.Value));
        Assert.Equal([Outcome.Duplicate], (await _store.CommitAsync([Message.Foreign(_now, Message.Reading(4, _now - 1))], Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_day_goes_as_a_whole_when_all_of_it_is_too_old()
    {
        var late = Message.Data(4, time: _now - (10 * DayMs)) with { ArrivalMs = _now };
        await _store.CommitAsync([Message.Data(1, time: _now - (9 * DayMs)), Message.Data(2, time: _now - (8 * DayMs)), Message.Data(3, time: 5), late], Cancel);
        await _store.PrepareAsync(_now, Cancel);

        for (SweepCursor? at = new SweepCursor(); at is { } after;) at = await _store.SweepAsync(RollupLevel.Raw, _now - (8 * DayMs), after, Cancel);

        Assert.DoesNotContain(Name(_now - (9 * DayMs)), await DaysAsync());
        Assert.Contains(Name(_now - (8 * DayMs)), await DaysAsync());
        Assert.Equal(1, await CountAsync(Name(_now - (10 * DayMs)))); // it came only now
        Assert.Equal(0, await CountAsync("readings_other"));
    }

    [Fact]
    public async Task Days_are_made_by_several_gateways_at_once_while_readings_come()
    {
        await using var other = new PostgresStore(_database);
        var commits = Task.Run(
            async () =>
            {
                for (var seq = 1; seq <= 200; seq++) await RepeatAsync(() => _store.CommitAsync([Message.Data(seq, time: _now - (seq % 20 * DayMs))], Cancel));
            },
            Cancel);
        await Task.WhenAll(((PostgresStore[])[_store, other]).Select(store => Task.Run(
            async () =>
            {
                while (!commits.IsCompleted) await RepeatAsync(() => store.PrepareAsync(_now, Cancel));
            },
            Cancel)));
        await commits;
        await _store.PrepareAsync(_now, Cancel);

        Assert.Equal((200, 0), (await CountAsync("readings"), await CountAsync("readings_other")));
    }

    [Fact]
    public async Task A_reading_is_sought_in_its_own_day_alone()
    {
        await _store.PrepareAsync(_now, Cancel);
        await _store.CommitAsync([Message.Data(1, time: _now)], Cancel);

        var plan = await TextAsync($"EXPLAIN SELECT 1 FROM readings WHERE time_ms >= {_now - 1000} AND time_ms < {_now + 1} AND device_key = 1 AND sensor_key = 1");

        Assert.Contains(Name(_now), plan);
        Assert.DoesNotContain(Name(_now + DayMs), plan);
        Assert.DoesNotContain("readings_other", plan);
    }

    private static string Name(long timeMs) => $"readings_{DateTimeOffset.FromUnixTimeMilliseconds(timeMs):yyyyMMdd}";

    private static async Task RepeatAsync(Func<Task> work)
    {
        for (; ; )
        {
            try
            {
                await work();
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Yield(); // waited too long for another
            }
        }
    }

    private async Task<IReadOnlyList<string>> DaysAsync() =>
        (await TextAsync("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^readings_[0-9]+$' ORDER BY relname")).Split('\n');

    private async Task<long> CountAsync(string table) => long.Parse(await TextAsync($"SELECT COUNT(*)::text FROM {table}"));

    private async Task<string> TextAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        List<string> lines = [];
        while (await reader.ReadAsync(Cancel)) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
