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

    /// <summary>A clock that is set again moves a little each time: less than this is no news.</summary>
    private const long NewsMs = 2000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, string Boot), long> _starts = [];
    private readonly Queue<(string Device, string Boot)> _order = [];

    /// <summary>Whether the database should hear of it.</summary>
    public bool IsNews(string device, string boot, long startedMs) =>
        !TryFind(device, boot, out var known) || Math.Abs(known - startedMs) > NewsMs;

    public bool TryFind(string device, string boot, out long startedMs)
    {
        lock (_gate) return _starts.TryGetValue((device, boot), out startedMs);
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
            if (!_starts.ContainsKey((device, boot)))
            {
                if (_order.Count == Most) _starts.Remove(_order.Dequeue());
                _order.Enqueue((device, boot));
            }

            _starts[(device, boot)] = startedMs;
        }
    }
}
