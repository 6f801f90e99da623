namespace Nanofleet.Gateway.Ingest;

/// <summary>What arrives and what comes from the spool are committed in turns, first come first served, so that observers hear of commits in their order.</summary>
public sealed class CommitTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task TakeAsync(CancellationToken cancel) => _turn.WaitAsync(cancel);

    public void Pass() => _turn.Release();

    public void Dispose() => _turn.Dispose();
}
