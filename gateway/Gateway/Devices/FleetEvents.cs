using System.Collections.Concurrent;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>
/// The live stream inside the process: what is committed goes to every subscription. Nobody is waited for: a subscription
/// that falls behind by more than it may hold is ended, and its owner may subscribe again.
/// </summary>
public sealed class FleetEvents : ICommitObserver
{
    private readonly ConcurrentDictionary<FleetSubscription, byte> _subscriptions = new();

    /// <summary>Subscriptions now.</summary>
    public int Listeners => _subscriptions.Count;

    /// <summary>Events from now on; dispose it to end.</summary>
    /// <param name="capacity">Events that may wait for the owner.</param>
    public FleetSubscription Subscribe(int capacity)
    {
        var subscription = new FleetSubscription(capacity, ended => _subscriptions.TryRemove(ended, out _));
        _subscriptions.TryAdd(subscription, 0);
        return subscription;
    }

    public void Publish(FleetEvent change)
    {
        foreach (var (subscription, _) in _subscriptions) subscription.Offer(change);
    }

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        if (_subscriptions.IsEmpty) return;
        for (var i = 0; i < batch.Count; i++)
        {
            if (result.Outcomes[i] != Outcome.Stored) continue;
            if ((batch[i] as DataInbound ?? (batch[i] as EntryInbound)?.Data) is { Readings.Count: > 0 } data)
                Publish(new DataStored(data.DeviceId, data.ArrivalMs, [.. data.Readings])); // the batch's own list is used again
        }
    }
}
