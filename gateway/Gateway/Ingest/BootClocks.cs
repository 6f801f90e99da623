namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Remembers when each boot of each board began, learnt from messages that carry both time and uptime, so that a
/// reading which only knows its uptime gets a time. Bounded: the oldest boot is forgotten first.
/// </summary>
public sealed class BootClocks
{
    private const int Most = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Device, string Boot), long> _starts = [];
    private readonly Queue<(string Device, string Boot)> _order = [];

    /// <summary>A synchronised message says when its boot began.</summary>
    public void Learn(string device, string boot, long startedMs)
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

    public bool TryFind(string device, string boot, out long startedMs)
    {
        lock (_gate) return _starts.TryGetValue((device, boot), out startedMs);
    }
}
