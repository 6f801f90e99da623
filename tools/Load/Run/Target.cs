using System.Net;
using Nanofleet.Load.Check;
using Nanofleet.Load.Faults;

namespace Nanofleet.Load.Run;

/// <summary>Where the load goes, and where to look for what became of it.</summary>
internal abstract class Target : IAsyncDisposable
{
    public abstract IPEndPoint Broker { get; }

    public virtual string? User => null;

    public virtual string? Password => null;

    /// <summary>Where the gateway's API is; null where nobody said.</summary>
    public virtual Uri? Http => null;

    /// <summary>Where the API key for it lies.</summary>
    public virtual string KeyFile => "";

    /// <summary>The database; null where nobody said.</summary>
    public virtual ResultTables? Tables => null;

    /// <summary>Counts stored messages, where it is not our gateway that stores.</summary>
    public virtual Func<CancellationToken, Task<long>>? CountPeer => null;

    /// <summary>Programs whose cost is shown, whoever stores first; an identifier is null while a program does not run.</summary>
    public virtual IReadOnlyList<(string Name, Func<int?> ProcessId)> Processes => [];

    /// <summary>Carries out a fault and, where it has a duration, its end.</summary>
    /// <exception cref="LoadException">It cannot be done here.</exception>
    public abstract Task CarryOutAsync(Fault fault, CancellationToken cancel);

    /// <summary>Throws when a fault of the schedule cannot be done here, before anything begins.</summary>
    public abstract void Check(Fault fault);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
