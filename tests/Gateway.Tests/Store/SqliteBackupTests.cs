using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;

namespace Nanofleet.Gateway.Tests.Store;

/// <summary>The rules of backup and restore, on SQLite files.</summary>
public sealed class SqliteBackupTests : BackupRules
{
    private int _databases;

    protected override Task<string[]> CreateDatabaseAsync() => Task.FromResult<string[]>([$"--Data:Directory={Folder}/data-{++_databases}"]);

    protected override SqlStore Connect(string[] settings) => new SqliteStore(Path.Combine(settings[0].Split('=')[1], "nanofleet.db"));
}
