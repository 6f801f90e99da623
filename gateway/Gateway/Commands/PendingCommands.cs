using System.Collections.Concurrent;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Commands;

/// <summary>Commands whose senders wait for an answer; answers come from the commit that stored them. Bounded by the options.</summary>
public sealed class PendingCommands(CommandsOptions options, FleetEvents events) : ICommitObserver
{
    private readonly ConcurrentDictionary<(string DeviceId, string RequestId), TaskCompletionSource<string>> _waiting = new();

    /// <summary>The answer to come. One that waits for the same command already shares it: <paramref name="isFirst"/> is then false. Null when too many wait.</summary>
    public Task<string>? Add(string deviceId, string requestId, out bool isFirst)
    {
        var own = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        isFirst = false;
        if (_waiting.Count >= options.MaximumPending && !_waiting.ContainsKey((deviceId, requestId))) return null;
        var shared = _waiting.GetOrAdd((deviceId, requestId), own);
        isFirst = shared == own;
        return shared.Task;
    }

    public void Remove(string deviceId, string requestId) => _waiting.TryRemove((deviceId, requestId), out _);

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i] is not ResponseInbound response) continue;
            if (response.State != CommandState.Accepted && _waiting.TryRemove((response.DeviceId, response.RequestId), out var waiting)) waiting.TrySetResult(response.Json);
            if (result.Outcomes[i] == Outcome.Stored)
                events.Publish(new CommandChanged(response.DeviceId, response.ArrivalMs, response.RequestId, response.State));
        }
    }
}
