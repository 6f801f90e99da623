namespace Nanofleet.Load.Run;

/// <summary>What 'connected' is told of the broker and the database.</summary>
internal sealed record ConnectedOptions
{
    public required string Host { get; init; }

    public int Port { get; init; } = 1883;

    public string? User { get; init; }

    public string? Password { get; init; }

    public Uri? Http { get; init; }

    public string? KeyFile { get; init; }

    public string? Sqlite { get; init; }

    public string? Postgres { get; init; }

    public string? PeerTable { get; init; }

    public int? GatewayPid { get; init; }
}
