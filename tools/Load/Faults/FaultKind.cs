namespace Nanofleet.Load.Faults;

/// <summary>What can be made to fail.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL, and started again.</summary>
    KillGateway,

    /// <summary>SIGTERM, and started again.</summary>
    StopGateway,
    StopPostgres,
    KillPostgres,

    /// <summary>Halted without closing anything, and going on.</summary>
    PausePostgres,

    /// <summary>SIGKILL for the server process that is in the middle of a COPY.</summary>
    KillCopy,
    StopMosquitto,
    KillMosquitto,
    PauseMosquitto,

    /// <summary>Whatever program is the broker.</summary>
    KillBroker,

    /// <summary>A second gateway with the same client identifier and the same database.</summary>
    SecondGateway,

    /// <summary>The generator cuts all of its connections.</summary>
    DropConnections,

    /// <summary>One of the generator's connections neither reads nor sends.</summary>
    StallConnection,
}
