using Nanofleet.Integration.Tests.Store;
using Nanofleet.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Nanofleet.Integration.Tests.Store;

/// <summary>One PostgreSQL for all tests of this assembly, or of a class that wants its own; started by the first that asks for it.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());

    /// <summary>The server itself; skips the test where PostgreSQL is not installed.</summary>
    public Task<PostgresServer> ServerAsync()
    {
        if (PostgresServer.MissingReason is { } reason) Assert.Skip(reason);
        return _server.Value;
    }

    /// <summary>The connection string of a fresh database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var server = await ServerAsync();
        return await server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
