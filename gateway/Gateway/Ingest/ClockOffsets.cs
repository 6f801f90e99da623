using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// How far each device's clock is off, as its messages show when they arrive: smoothed, because each takes its time on
/// the way. Measured since the gateway's start. Bounded: what has no room is not measured.
/// </summary>
public sealed class ClockOffsets : ICommitObserver
{
    private const int Most = 100_000;

    /// <summary>The share of the newest: a clock that was set again shows after some ten messages.</summary>
    private const double Weight = 0.2;

    /// <summary>A clock that jumps by more than this was set: what was measured before says nothing of it.</summary>
    private const double JumpMs = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClockOffset> _offsets = [];

    /// <summary>Null where the device has not told its time.</summary>
    public ClockOffset? Find(string deviceId)
    {
        lock (_gate) return _offsets.TryGetValue(deviceId, out var offset) ? offset : null;
    }

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            if (batch[at] is { SaidMs: { } said, Replays: 0 } item && result.Outcomes[at] == Outcome.Stored) Measure(item, said - item.ArrivalMs);
        }
    }

    private void Measure(Inbound item, double offsetMs)
    {
        lock (_gate)
        {
            if (!_offsets.TryGetValue(item.DeviceId, out var known))
            {
                if (_offsets.Count < Most) _offsets.Add(item.DeviceId, new ClockOffset(offsetMs, 1, item.ArrivalMs));
                return;
            }

            var jumped = Math.Abs(offsetMs - known.OffsetMs) > JumpMs;
            _offsets[item.DeviceId] = jumped
                ? new ClockOffset(offsetMs, 1, item.ArrivalMs)
                : new ClockOffset(known.OffsetMs + Weight * (offsetMs - known.OffsetMs), known.Samples + 1, item.ArrivalMs);
        }
    }
}
