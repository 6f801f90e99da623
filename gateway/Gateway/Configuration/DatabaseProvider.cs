namespace Nanofleet.Gateway.Configuration;

/// <summary>The databases that the gateway can write to.</summary>
public enum DatabaseProvider
{
    /// <summary>A file in the data directory; needs nothing.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server, with TimescaleDB where it is present.</summary>
    Postgres,
}
