namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// The tables as a commit uses them, within its transaction: the hot path, written by hand for each database so that a
/// batch costs few statements however many messages it has.
/// </summary>
internal interface IBatchTables
{
    /// <summary>Gives the batch's devices their rows and accounts, as far as they are known and were not given; keeps other gateways from changing them until the transaction ends, or sees to it that <see cref="WriteAsync"/> finds out.</summary>
    Task LoadAsync(BatchNeeds needs, CancellationToken cancel);

    /// <summary>Sets what was decided of devices, but for those that said something later; returns those that are known.</summary>
    Task<IReadOnlyCollection<string>> SetOnlineAsync(IReadOnlyList<OnlineChange> changes, CancellationToken cancel);

    /// <summary>Adds devices with the time at which they were first heard; leaves those that another gateway has just added.</summary>
    Task AddDevicesAsync(IReadOnlyList<BatchDevice> devices, Admission admission, CancellationToken cancel);

    /// <summary>Something else than a batch changes the row of this device.</summary>
    void Forget(string deviceId);

    /// <summary>The keys of all these sensors; adds the unknown ones.</summary>
    Task<IReadOnlyDictionary<SensorName, int>> SensorKeysAsync(IReadOnlyList<SensorName> sensors, CancellationToken cancel);

    /// <summary>Those of the places at which a reading with the device's own time is stored.</summary>
    Task<IReadOnlyList<ReadingPlace>> FindReadingsAsync(IReadOnlyList<ReadingPlace> places, CancellationToken cancel);

    /// <summary>Those of the commands that wait for an answer.</summary>
    Task<IReadOnlyList<(int DeviceKey, string RequestId)>> FindOpenCommandsAsync(IReadOnlyList<(int DeviceKey, string RequestId)> requests, CancellationToken cancel);

    /// <summary>What is known of the clocks of these boots.</summary>
    Task<ClockPlan> LoadClocksAsync(IReadOnlyList<BootOf> boots, CancellationToken cancel);

    /// <summary>Writes what was learnt of clocks, and which readings wait for one and which no longer do.</summary>
    Task WriteAsync(ClockPlan plan, CancellationToken cancel);

    /// <summary>Writes all that the plan holds, but for quarantine and clocks.</summary>
    /// <exception cref="MemoryStaleException">The plan was made on what is no longer so.</exception>
    Task WriteAsync(BatchPlan plan, CancellationToken cancel);

    /// <summary>Keeps other gateways out of quarantine until the transaction ends: its rows belong to no device whose lock would do.</summary>
    Task LockQuarantineAsync(CancellationToken cancel);
}
