namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What a batch asked of the database beside devices and their accounts; most batches ask nothing.</summary>
internal sealed record BatchFacts
{
    /// <summary>Keys of sensors that this store had not met.</summary>
    public IReadOnlyDictionary<SensorName, int> NewSensors { get; init; } = new Dictionary<SensorName, int>();

    /// <summary>Places of unnumbered readings that are stored already.</summary>
    public HashSet<ReadingPlace> KnownReadings { get; init; } = [];

    /// <summary>Commands that wait for their answer.</summary>
    public HashSet<(int DeviceKey, string RequestId)> OpenCommands { get; init; } = [];

    /// <summary>What waits for each of the pending devices.</summary>
    public Dictionary<string, Held> Held { get; init; } = [];

    /// <summary>Keys of uploads that are known, with the fingerprint of what they stand for.</summary>
    public Dictionary<(int DeviceKey, string Name), byte[]> UploadKeys { get; init; } = [];

    /// <summary>Quarantine rows that items of the batch replay, and that are still there.</summary>
    public HashSet<long> Replayable { get; init; } = [];

    /// <summary>Up to where the spool that the batch comes from is in the database; null where it comes from none, or nothing is.</summary>
    public SpoolPlace? Passed { get; init; }

    /// <summary>What is known of the clocks that the batch speaks of.</summary>
    public ClockPlan Clocks { get; init; } = new([], []);
}
