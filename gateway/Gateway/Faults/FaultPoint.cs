namespace Nanofleet.Gateway.Faults;

/// <summary>Where a message stands between two steps that a crash may part. In the order in which a message reaches them.</summary>
public enum FaultPoint
{
    /// <summary>A batch is in hand, and nothing of it is in the database.</summary>
    BeforeWrite,

    /// <summary>All is written, and the transaction is open.</summary>
    BeforeCommit,

    /// <summary>The transaction is committed, and nobody has heard of it.</summary>
    AfterCommit,

    /// <summary>Messages are written to the spool, and may still be in the memory of the operating system.</summary>
    AfterSpoolWrite,

    /// <summary>Messages are on the disk, and not acknowledged.</summary>
    AfterSpoolSync,

    /// <summary>A piece of the spool is written to the database, with its place; the transaction is open.</summary>
    BeforeDrainCommit,

    /// <summary>A piece of the spool is committed and still lies in the spool.</summary>
    AfterDrainCommit,
}
