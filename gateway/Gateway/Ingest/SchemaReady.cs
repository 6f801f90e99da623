using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Creates or upgrades the tables before anything is written. Where the database does not answer yet, the gateway starts
/// all the same and takes messages until its queue is full.
/// </summary>
public sealed class SchemaReady(IStore store, StoreState state, IngestOptions options, TimeProvider clock) : BackgroundService
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => _ready.Task.IsCompleted;

    /// <summary>Completes when the tables stand.</summary>
    public Task WaitAsync(CancellationToken cancel) => _ready.Task.WaitAsync(cancel);

    /// <summary>The first attempt is part of the start, so that whoever asks afterwards finds tables.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryMigrateAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(options);
        while (!_ready.Task.IsCompleted)
        {
            await Task.Delay(backoff.Next(), clock, stoppingToken);
            await TryMigrateAsync(stoppingToken);
        }
    }

    private async Task TryMigrateAsync(CancellationToken cancel)
    {
        try
        {
            await store.MigrateAsync(cancel);
            state.Worked();
            _ready.TrySetResult();
        }
        catch (StoreUnavailableException e)
        {
            state.Failed(e);
        }
    }
}
