using Nanofleet.Integration.Tests.Store;
using Nanofleet.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Nanofleet.Integration.Tests.Store;

/// <summary>One PostgreSQL for all tests of this assembly, started by the first that asks for a database.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>The connection string of a fresh database; skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (PostgresServer.MissingReason is { } reason) Assert.Skip(reason);
        var server = await _server.Value;
        return await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
