using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;
using Nanofleet.Testing;
using Npgsql;

namespace Nanofleet.Integration.Tests.Store;

/// <summary>A server that goes away and comes back: one for this class, because the others need theirs.</summary>
public sealed class PostgresOutageTests(PostgresFixture own) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private PostgresServer _server = null!;
    private PostgresStore _store = null!;
    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Password => new NpgsqlConnectionStringBuilder(_database).Password!;

    public async ValueTask InitializeAsync()
    {
        _server = await own.ServerAsync();
        _database = await _server.CreateDatabaseAsync();
        _store = new PostgresStore(_database);
        await _store.MigrateAsync(Cancel);
        await _store.CommitAsync([Message.Data(1)], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync(); // null where the test was skipped
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_stops_or_is_killed_is_unavailable_and_works_after_its_restart(bool killed)
    {
        await (killed ? _server.KillAsync() : _server.StopAsync());

        foreach (var work in (Func<Task>[])[() => _store.CommitAsync([Message.Data(2)], Cancel), () => _store.PingAsync(Cancel), () => _store.ListDevicesAsync(Cancel), () => _store.MigrateAsync(Cancel)])
            Assert.Contains($"PostgreSQL at 127.0.0.1:{_server.Port}", (await Assert.ThrowsAsync<StoreUnavailableException>(work)).Message);

        await _server.StartAgainAsync();
        await _store.PingAsync(Cancel);
        var result = await _store.CommitAsync([Message.Data(1), Message.Data(2)], Cancel);
        Assert.Equal([Outcome.Duplicate, Outcome.Stored], result.Outcomes);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_commit_leaves_nothing_and_the_batch_can_be_repeated()
    {
        Inbound[] batch = [Message.Data(2), Message.Data(3), Message.Quarantined(5, "{")];
        await SqlAsync(
            """
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
            CREATE TRIGGER cut BEFORE INSERT ON quarantine FOR EACH ROW EXECUTE FUNCTION cut()
            """);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(batch, Cancel));

        Assert.Equal(1, (await _store.BalanceAsync(Message.Device, Cancel))!.Taken);
        await SqlAsync("DROP TRIGGER cut ON quarantine");
        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Refused], (await _store.CommitAsync(batch, Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_server_killed_between_commits_of_a_stream_has_each_message_once_at_the_end()
    {
        var stream = Enumerable.Range(1, 400).Select(seq => (Inbound)Message.Data(seq)).Chunk(10).ToArray();
        var half = new TaskCompletionSource();
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < stream.Length; at++)
                {
                    if (at == stream.Length / 2) half.SetResult();
                    while (!await TryCommitAsync(stream[at])) await Task.Yield();
                }
            },
            Cancel);

        await half.Task;
        await _server.KillAsync();
        await _server.StartAgainAsync();
        await sending;

        var balance = (await _store.BalanceAsync(Message.Device, Cancel))!;
        Assert.Equal((400, 400, 0), (balance.Taken, balance.Stored, balance.Waiting));
        var readings = await _store.ReadAsync(new ReadingQuery(Message.Device, null, 0, long.MaxValue, 1000), Cancel);
        Assert.Equal(Enumerable.Range(1, 400).Select(seq => (double)seq), readings.Select(reading => reading.Value).Order());
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_told_without_the_password()
    {
        const string wrong = "a-wrong-pass-word";
        await using var stranger = new PostgresStore(new NpgsqlConnectionStringBuilder(_database) { Password = wrong }.ToString());
        await using var nowhere = new PostgresStore(new NpgsqlConnectionStringBuilder(_database) { Database = "nowhere" }.ToString());

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => stranger.PingAsync(Cancel));
        var missing = await Assert.ThrowsAsync<StoreUnavailableException>(() => nowhere.PingAsync(Cancel));

        Assert.Contains("password authentication failed", refused.Message);
        Assert.DoesNotContain(wrong, refused.ToString());
        Assert.Contains("database \"nowhere\" does not exist", missing.Message);
        Assert.DoesNotContain(Password, missing.ToString());
    }

    [Fact]
    public async Task Devices_that_another_program_keeps_locked_are_unavailable_and_work_once_they_are_free()
    {
        await using var store = new PostgresStore(_database, new StoreOptions { LockTimeout = TimeSpan.FromMilliseconds(200) });
        await using (var other = new NpgsqlConnection(_database))
        {
            await other.OpenAsync(Cancel);
            await using var held = await other.BeginTransactionAsync(Cancel);
            await using var update = new NpgsqlCommand("UPDATE devices SET status = status", other, held);
            await update.ExecuteNonQueryAsync(Cancel);

            var outage = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync([Message.Data(2)], Cancel));
            Assert.Contains("lock timeout", outage.Message);
        }

        Assert.Equal([Outcome.Stored], (await store.CommitAsync([Message.Data(2)], Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_bug_passes_through_as_it_is()
    {
        await SqlAsync("ALTER TABLE readings DROP COLUMN quality");

        await Assert.ThrowsAsync<PostgresException>(() => _store.CommitAsync([Message.Data(2)], Cancel));
    }

    private async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<bool> TryCommitAsync(Inbound[] batch)
    {
        try
        {
            await _store.CommitAsync(batch, Cancel);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
