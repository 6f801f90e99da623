namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// What a batch knows and learns of the clocks of boots. A reading that knows only its uptime waits here, beside the
/// table of readings, until its boot's beginning is known: a row there never changes its time.
/// </summary>
internal sealed class ClockPlan(Dictionary<(int DeviceKey, string Boot), long> known, IReadOnlyList<UnplacedReading> waiting)
{
    private readonly List<UnplacedReading> _waiting = [.. waiting];

    public Dictionary<(int DeviceKey, string Boot), long> Learnt { get; } = [];

    /// <summary>Rows to be added.</summary>
    public IEnumerable<UnplacedReading> Waiting => _waiting.Where(reading => reading.Id == 0);

    /// <summary>Rows that no longer wait.</summary>
    public List<long> Placed { get; } = [];

    public bool IsEmpty => Learnt.Count == 0 && Placed.Count == 0 && !Waiting.Any();

    public bool TryFind(int deviceKey, string boot, out long startedMs) => known.TryGetValue((deviceKey, boot), out startedMs);

    public void Wait(UnplacedReading reading) => _waiting.Add(reading);

    /// <summary>Gives those that waited for it.</summary>
    public IReadOnlyList<UnplacedReading> Learn(int deviceKey, string boot, long startedMs)
    {
        known[(deviceKey, boot)] = startedMs;
        Learnt[(deviceKey, boot)] = startedMs;
        return Take(deviceKey, boot, long.MaxValue);
    }

    /// <summary>Those of a boot that arrived before a time no longer wait.</summary>
    public IReadOnlyList<UnplacedReading> Take(int deviceKey, string boot, long beforeMs)
    {
        var taken = _waiting.Where(reading => reading.DeviceKey == deviceKey && reading.Boot == boot && reading.ArrivalMs < beforeMs).ToList();
        foreach (var reading in taken) _waiting.Remove(reading);
        Placed.AddRange(taken.Where(reading => reading.Id > 0).Select(reading => reading.Id));
        return taken;
    }
}
