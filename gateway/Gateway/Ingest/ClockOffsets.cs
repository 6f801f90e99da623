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
    private readonly Dictionary<string, Offset> _offsets = [];

    /// <summary>Null where the device has not told its time.</summary>
    public ClockOffset? Find(string deviceId)
    {
        lock (_gate) return _offsets.TryGetValue(deviceId, out var offset) ? new ClockOffset(offset.Ms, offset.Samples, offset.MeasuredMs) : null;
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
            if (!_offsets.TryGetValue(item.DeviceId, out var offset))
            {
                if (_offsets.Count == Most) return;
                _offsets.Add(item.DeviceId, offset = new Offset { Ms = offsetMs });
            }

            if (Math.Abs(offsetMs - offset.Ms) > JumpMs) (offset.Ms, offset.Samples) = (offsetMs, 0);
            offset.Ms += Weight * (offsetMs - offset.Ms);
            offset.Samples++;
            offset.MeasuredMs = item.ArrivalMs;
        }
    }

    private sealed class Offset
    {
        public double Ms { get; set; }

        public long Samples { get; set; }

        public long MeasuredMs { get; set; }
    }
}
