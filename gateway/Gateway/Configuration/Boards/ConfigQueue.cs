using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>
/// Devices to which their configuration may have to be sent: what is wanted of them changed, they were approved, or they have
/// introduced themselves, as a board does once a boot. Each stands here once, however often it is named.
/// </summary>
public sealed class ConfigQueue : ICommitObserver
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _due = [];

    /// <summary>Set when there is something to do.</summary>
    public WakeSignal Wake { get; } = new();

    public string[] Due
    {
        get { lock (_gate) return [.. _due]; }
    }

    public void Add(string deviceId)
    {
        lock (_gate) _due.Add(deviceId);
        Wake.Set();
    }

    public void Done(string deviceId)
    {
        lock (_gate) _due.Remove(deviceId);
    }

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            if (batch[at] is InfoInbound info && result.Outcomes[at] == Outcome.Stored) Add(info.DeviceId);
        }
    }
}
