using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Remembers when each boot of each board began, learnt from messages that carry both time and uptime, so that a
/// reading which only knows its uptime gets a time. The database has them all; this holds the latest, so that it is asked and
/// told seldom. Bounded: the oldest boot is forgotten first.
/// </summary>
public sealed class BootClocks : ICommitObserver
{
    private const int Most = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, string Boot), BootStart> _starts = [];
    private readonly Queue<(string Device, string Boot)> _order = [];

    /// <summary>Whether the database should hear of it.</summary>
    public bool IsNews(string device, string boot, long startedMs) => Find(device, boot)?.IsNews(startedMs) ?? true;

    /// <summary>Null where nothing is known. Whoever keeps it sees what is learnt later, until it is forgotten.</summary>
    public BootStart? Find(string device, string boot)
    {
        lock (_gate) return _starts.GetValueOrDefault((device, boot));
    }

    /// <summary>Learns what is in the database now.</summary>
    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            if (result.Outcomes[at] == Outcome.Stored && batch[at] is DataInbound { Boot: { } boot, Clock.StartedMs: { } startedMs } data)
                Learn(data.DeviceId, boot, startedMs);
        }
    }

    private void Learn(string device, string boot, long startedMs)
    {
        lock (_gate)
        {
            if (_starts.TryGetValue((device, boot), out var known))
            {
                known.StartedMs = startedMs;
                return;
            }

            if (_order.Count == Most && _starts.Remove(_order.Dequeue(), out var oldest)) oldest.IsForgotten = true;
            _order.Enqueue((device, boot));
            _starts.Add((device, boot), new BootStart(boot) { StartedMs = startedMs });
        }
    }
}
