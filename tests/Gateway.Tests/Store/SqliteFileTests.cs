using Microsoft.Data.Sqlite;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>What only a file can do: its rights, its durability, its faults.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private string DatabasePath => Path.Combine(_folder, "data", "nanofleet.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_commit_is_written_ahead_and_on_disk_when_it_returns()
    {
        await using var store = await OpenAsync();

        Assert.Equal("wal", await store.PragmaAsync("journal_mode", Cancel));
        Assert.Equal("2", await store.PragmaAsync("synchronous", Cancel)); // 2 is FULL
    }

    [Fact]
    public async Task File_companions_and_directory_are_for_the_owner_only()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync([Message.Data(1)], Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Rights(Path.GetDirectoryName(DatabasePath)!));
        foreach (var file in (string[])["", "-wal", "-shm"])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Rights(DatabasePath + file));
    }

    [Fact]
    public async Task A_directory_that_is_there_already_keeps_its_rights()
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        SetRights(Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!), mode);

        await using var store = await OpenAsync();

        Assert.Equal(mode, Rights(Path.GetDirectoryName(DatabasePath)!));
    }

    [Fact]
    public async Task What_is_committed_is_there_after_the_program_ends_and_starts()
    {
        await using (var first = await OpenAsync()) await first.CommitAsync([Message.Data(1)], Cancel);

        await using var second = new SqliteStore(DatabasePath);
        await second.PingAsync(Cancel);
        Assert.Single(await second.ListDevicesAsync(Cancel)); // before anybody writes
        Assert.Equal([Outcome.Duplicate], (await second.CommitAsync([Message.Data(1)], Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_file_that_another_program_keeps_locked_is_unavailable_and_works_once_it_is_free()
    {
        await using var store = await OpenAsync(new StoreOptions { LockTimeout = TimeSpan.FromSeconds(1) });
        await using (var other = new SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            await other.OpenAsync(Cancel);
            await using var held = other.BeginTransaction(deferred: false);

            var outage = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync([Message.Data(1)], Cancel));
            Assert.Contains("locked by another program", outage.Message);
            Assert.Contains(DatabasePath, outage.Message);
            Assert.Empty(await store.ListDevicesAsync(Cancel)); // reading goes on
        }

        Assert.Equal([Outcome.Stored], (await store.CommitAsync([Message.Data(1)], Cancel)).Outcomes);
    }

    [Fact]
    public async Task Readers_see_the_last_commit_while_another_is_under_way()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync([Message.Data(1)], Cancel);
        await using var other = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        await other.OpenAsync(Cancel);
        await using var writing = other.BeginTransaction(deferred: false);
        await using var delete = other.CreateCommand();
        (delete.CommandText, delete.Transaction) = ("DELETE FROM devices", writing);
        await delete.ExecuteNonQueryAsync(Cancel);

        Assert.Single(await store.ListDevicesAsync(Cancel));
    }

    [Fact]
    public async Task A_path_that_cannot_be_a_database_is_unavailable_with_its_name()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "data"), "a file where the directory should be", Cancel);
        await using var inFile = new SqliteStore(DatabasePath);
        await using var directory = new SqliteStore(_folder);
        await using var missing = new SqliteStore(Path.Combine(_folder, "none.db"));

        foreach (var work in (Func<Task>[])[() => inFile.MigrateAsync(Cancel), () => directory.MigrateAsync(Cancel), () => missing.PingAsync(Cancel)])
            Assert.Contains(_folder, (await Assert.ThrowsAsync<StoreUnavailableException>(work)).Message);
    }

    [Fact]
    public async Task A_full_disk_is_an_outage_that_leaves_nothing_of_the_batch()
    {
        await using var store = await OpenAsync();
        await store.CommitAsync([Message.Data(1)], Cancel);
        await store.PragmaAsync($"max_page_count = {await store.PragmaAsync("page_count", Cancel)}", Cancel); // what SQLite sees is the same: it may not grow
        var large = Enumerable.Range(2, 2_000).Select(seq => (Inbound)Message.Data(seq)).ToArray();

        var outage = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.CommitAsync(large, Cancel));

        Assert.Contains("full", outage.Message);
        Assert.Equal(1, (await store.BalanceAsync(Message.Device, Cancel))!.Taken);
        var result = await store.CommitAsync(large, Cancel); // the new connection has room again
        Assert.Equal(large.Length, result.ReadingsStored);
    }

    [Fact]
    public async Task A_bug_passes_through_as_it_is()
    {
        await using var store = new SqliteStore(DatabasePath); // nobody migrated it

        await Assert.ThrowsAsync<SqliteException>(() => store.CommitAsync([Message.Data(1)], Cancel));
    }

    [Fact]
    public async Task Commits_from_many_callers_at_once_take_turns()
    {
        await using var store = await OpenAsync();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(seq => Task.Run(() => store.CommitAsync([Message.Data(seq)], Cancel), Cancel)));

        var balance = (await store.BalanceAsync(Message.Device, Cancel))!;
        Assert.Equal((50, 50, 0), (balance.Taken, balance.Stored, balance.Waiting));
    }

    private static UnixFileMode Rights(string path)
    {
        if (!OperatingSystem.IsWindows()) return File.GetUnixFileMode(path);
        Assert.Skip("Windows has no Unix rights to look at");
        return default;
    }

    private static void SetRights(DirectoryInfo directory, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) directory.UnixFileMode = mode;
        else Assert.Skip("Windows has no Unix rights to set");
    }

    private async Task<SqliteStore> OpenAsync(StoreOptions? options = null)
    {
        var store = new SqliteStore(DatabasePath, options);
        await store.MigrateAsync(Cancel);
        return store;
    }
}
