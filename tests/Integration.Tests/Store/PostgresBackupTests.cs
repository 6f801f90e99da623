using Nanofleet.Gateway.Backup;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;
using Npgsql;

namespace Nanofleet.Integration.Tests.Store;

/// <summary>The rules of backup and restore, on a real PostgreSQL with its own programs.</summary>
public sealed class PostgresBackupTests(PostgresFixture postgres) : BackupRules
{
    private const string Setting = "--Database:ConnectionString=";

    [Fact]
    public async Task A_program_that_is_not_installed_is_named_with_its_package()
    {
        var tool = new PostgresTool("pg_nonesuch", new NpgsqlConnectionStringBuilder());

        var missing = await Assert.ThrowsAsync<BackupException>(() => tool.RunAsync([], TestContext.Current.CancellationToken));

        Assert.Equal("pg_nonesuch is not installed; it comes with PostgreSQL's client programs (apt-get install postgresql-client).", missing.Message);
    }

    protected override async Task<string[]> CreateDatabaseAsync() => ["--Database:Provider=Postgres", Setting + await postgres.CreateDatabaseAsync()];

    protected override SqlStore Connect(string[] settings) => new PostgresStore(settings[1][Setting.Length..]);
}
