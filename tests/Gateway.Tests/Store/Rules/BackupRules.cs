using Nanofleet.Gateway.Backup;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>What <c>backup</c> and <c>restore</c> must do on every database.</summary>
public abstract class BackupRules : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-").FullName;
    private readonly long _now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private string[] _settings = [];

    protected string Folder => _folder;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string BackupFile => Path.Combine(_folder, "fleet.backup");

    public async ValueTask InitializeAsync()
    {
        _settings = await CreateDatabaseAsync();
        await using var store = Connect(_settings);
        await store.MigrateAsync(Cancel);
        await store.PrepareAsync(_now, Cancel);
        await store.CommitAsync([Message.Data(1)], Cancel);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The settings of a new database that holds nothing.</summary>
    protected abstract Task<string[]> CreateDatabaseAsync();

    protected abstract SqlStore Connect(string[] settings);

    [Fact]
    public async Task A_backup_made_while_messages_come_restores_to_a_database_whose_balance_adds_up()
    {
        await using var store = Connect(_settings);
        using var enough = new CancellationTokenSource();
        var committed = 1L;
        var ingest = Task.Run(
            async () =>
            {
                for (var seq = 2L; !enough.IsCancellationRequested; seq += 20)
                {
                    await store.CommitAsync([.. Enumerable.Range(0, 20).Select(at => Message.Data(seq + at))], Cancel);
                    Interlocked.Exchange(ref committed, seq + 19);
                    if (seq % 100 < 20) await store.RollUpAsync(Cancel);
                }
            },
            Cancel);
        while (Interlocked.Read(ref committed) < 500 && !ingest.IsCompleted) await Task.Yield();
        var before = Interlocked.Read(ref committed);

        Assert.Equal((0, ""), await RunAsync("backup", BackupFile, _settings));
        while (Interlocked.Read(ref committed) < before + 500 && !ingest.IsCompleted) await Task.Yield(); // it goes on
        await enough.CancelAsync();
        await ingest;
        var settings = await CreateDatabaseAsync();
        Assert.Equal((0, ""), await RunAsync("restore", BackupFile, settings));

        await using var restored = Connect(settings);
        await restored.MigrateAsync(Cancel);
        while (await restored.RollUpAsync(Cancel)) Cancel.ThrowIfCancellationRequested();
        var balance = (await restored.BalanceAsync(Message.Device, Cancel))!;
        Assert.InRange(balance.Stored, before, committed);
        Assert.Equal((balance.Stored, 0), (balance.Taken, balance.Waiting));
        var readings = await restored.ReadAsync(new ReadingQuery(Message.Device, null, 0, long.MaxValue, int.MaxValue), Cancel);
        Assert.Equal(Enumerable.Range(1, (int)balance.Stored).Select(seq => (double)seq), readings.Select(reading => reading.Value).Order());
        var days = await restored.ReadSeriesAsync(new SeriesQuery(Message.Device, "temperature", RollupLevel.Day, 0, long.MaxValue, 10), Cancel);
        Assert.Equal(balance.Stored, days.Sum(day => day.Summary.Count));
        var next = await restored.CommitAsync([Message.Data(balance.Stored), Message.Data(balance.Stored + 1)], Cancel);
        Assert.Equal([Outcome.Duplicate, Outcome.Stored], next.Outcomes);
    }

    [Fact]
    public async Task A_database_that_is_there_is_only_replaced_with_force()
    {
        await RunAsync("backup", BackupFile, _settings);
        await using (var store = Connect(_settings))
        {
            await store.PrepareAsync(_now + (9 * 86_400_000L), Cancel); // days that the backup does not know
            await store.CommitAsync([Message.Data(2), Message.Data(3, "roof")], Cancel);
        }

        var (code, says) = await RunAsync("restore", BackupFile, _settings);
        Assert.Equal(1, code);
        Assert.Contains("already. Add --force to replace it", says);
        Assert.Equal(2, await StoredAsync());

        Assert.Equal((0, ""), await RunAsync("restore", BackupFile, ["--force", .. _settings]));
        Assert.Equal(1, await StoredAsync());
        await using var restored = Connect(_settings);
        Assert.Null(await restored.FindDeviceAsync("roof", Cancel));
    }

    [Fact]
    public async Task A_database_in_use_is_not_replaced()
    {
        await RunAsync("backup", BackupFile, _settings);
        await using var store = Connect(_settings);
        await store.CommitAsync([Message.Data(2)], Cancel);

        var (code, says) = await RunAsync("restore", BackupFile, ["--force", .. _settings]);

        Assert.Equal(1, code);
        Assert.Contains("is in use: stop", says);
        Assert.Equal([Outcome.Duplicate], (await store.CommitAsync([Message.Data(2)], Cancel)).Outcomes);
    }

    [Fact]
    public async Task A_backup_that_is_there_is_only_replaced_with_force()
    {
        await File.WriteAllTextAsync(BackupFile, "precious", Cancel);

        var (code, says) = await RunAsync("backup", BackupFile, _settings);
        Assert.Equal(1, code);
        Assert.Contains("Add --force to replace it", says);
        Assert.Equal("precious", await File.ReadAllTextAsync(BackupFile, Cancel));

        Assert.Equal((0, ""), await RunAsync("backup", BackupFile, ["--force", .. _settings]));
        Assert.Equal((0, ""), await RunAsync("restore", BackupFile, ["--force", .. _settings]));
    }

    [Fact]
    public async Task What_is_no_backup_leaves_the_database_alone()
    {
        await File.WriteAllTextAsync(BackupFile, "this is no database, however long it may be, and never was one", Cancel);

        foreach (var file in (string[])[BackupFile, Path.Combine(_folder, "missing")])
        {
            var (code, says) = await RunAsync("restore", file, ["--force", .. _settings]);
            Assert.Equal(1, code);
            Assert.NotEqual("", says);
        }

        Assert.Equal(1, await StoredAsync());
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_and_nothing_is_left_there()
    {
        var file = Path.Combine(_folder, "none", "fleet.backup");

        var (code, says) = await RunAsync("backup", file, _settings);

        Assert.Equal(1, code);
        Assert.Contains(file, says);
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore", "--force")]
    public async Task A_command_without_a_file_says_how_it_is_used(params string[] args)
    {
        using var errors = new StringWriter();

        Assert.Equal(1, await BackupCommand.RunAsync(args, TextWriter.Null, errors, Cancel));
        Assert.Contains("Use: backup FILE", errors.ToString());
    }

    /// <summary>The exit code, and what it complained of.</summary>
    private static async Task<(int Code, string Says)> RunAsync(string verb, string file, string[] settings)
    {
        using var errors = new StringWriter();
        var code = await BackupCommand.RunAsync([verb, file, .. settings], TextWriter.Null, errors, Cancel);
        return (code, errors.ToString());
    }

    private async Task<long> StoredAsync()
    {
        await using var store = Connect(_settings);
        return (await store.BalanceAsync(Message.Device, Cancel))!.Stored;
    }
}
