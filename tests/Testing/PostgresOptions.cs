namespace Nanofleet.Testing;

/// <summary>How a PostgreSQL is started.</summary>
public sealed class PostgresOptions
{
    /// <summary>Write through to the disk at every commit, as users run it. Tests need not: no test cuts the machine's power, and a killed process loses nothing without it.</summary>
    public bool Fsync { get; init; }

    /// <summary>Further settings of postgresql.conf, for instance <c>shared_buffers=256MB</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
