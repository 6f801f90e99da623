namespace Nanofleet.Load.Run;

/// <summary>What 'embedded' is to start.</summary>
internal sealed record EmbeddedOptions
{
    /// <summary>Debian's PostgreSQL instead of SQLite.</summary>
    public bool Postgres { get; init; }

    /// <summary>Debian's Mosquitto instead of the gateway's own broker.</summary>
    public bool Mosquitto { get; init; }

    /// <summary>Mosquitto keeps its sessions over a restart.</summary>
    public bool MosquittoPersistence { get; init; }

    /// <summary>Settings for the gateway, for instance <c>--Ingest:BatchMessages=5000</c>.</summary>
    public IReadOnlyList<string> GatewaySettings { get; init; } = [];
}
