using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Faults;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Fakes;

/// <summary>Committers with what a test does not speak of left out.</summary>
public static class Committers
{
    public static BatchCommitter Create(
        IStore store,
        StoreState state,
        SchemaReady schema,
        IngestOptions options,
        TimeProvider clock,
        IngestCounters? counters = null,
        MessageSpool? spool = null,
        SpoolOptions? spoolOptions = null,
        CommitTurn? turn = null,
        IReadOnlyList<ICommitObserver>? observers = null)
    {
        counters ??= new IngestCounters();
        var intake = new SpoolIntake(spool ?? MessageSpool.Off, spoolOptions ?? new SpoolOptions(), state, counters, NullLogger<SpoolIntake>.Instance);
        return new BatchCommitter(store, state, schema, intake, options, counters, observers ?? [], turn ?? new CommitTurn(), NoFaults.Instance, clock, NullLogger<BatchCommitter>.Instance);
    }
}
