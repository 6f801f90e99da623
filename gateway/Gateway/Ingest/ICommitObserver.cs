using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>Told after every commit, in order and by the one writer, so it must not wait: presence, commands, the answer to boards, live events.</summary>
public interface ICommitObserver
{
    /// <param name="batch">What was committed; the result's outcomes stand in the same order. List and items are used again after the call: copy what must live longer.</param>
    void Committed(IReadOnlyList<Inbound> batch, CommitResult result);
}
