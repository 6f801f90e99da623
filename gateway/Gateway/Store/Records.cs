namespace Nanofleet.Gateway.Store;

/// <summary>What a commit did, for acknowledgements, counters and the board's <c>stored</c>.</summary>
/// <param name="Outcomes">One per item of the batch, in its order.</param>
/// <param name="Ledgers">The state after the commit of every (device, boot) that the batch touched.</param>
public sealed record CommitResult(IReadOnlyList<Outcome> Outcomes, IReadOnlyList<LedgerState> Ledgers, int ReadingsStored);

public enum Outcome
{
    Stored,

    /// <summary>Known already: nothing was written.</summary>
    Duplicate,

    /// <summary>Nothing of it could be stored; it is in quarantine.</summary>
    Refused,

    /// <summary>An old will, or a late answer: understood and without effect.</summary>
    Ignored,

    /// <summary>It waits in quarantine for its device to be approved.</summary>
    Held,

    /// <summary>The sender's key stands for another content: nothing was written.</summary>
    Conflict,

    /// <summary>Its device may not send: counted, and perhaps kept as a sample.</summary>
    Rejected,
}

/// <summary>What is known of one boot of one device. Missing holds the sequence numbers below High that are neither stored nor dropped.</summary>
public sealed record LedgerState(string DeviceId, string Boot, long High, IReadOnlyList<SeqRange> Missing);

/// <summary>Sequence numbers From to To, both included.</summary>
public readonly record struct SeqRange(long From, long To);

/// <summary>A device as the database knows it. Times are Unix milliseconds, null for never.</summary>
/// <param name="Status">online, offline or sleeping, as the device or its will said last.</param>
/// <param name="ReportJson">All members of status messages seen, merged.</param>
public sealed record DeviceRecord(
    string DeviceId,
    bool IsOnline,
    string Status,
    long FirstSeenMs,
    long? LastSeenMs,
    long? LastHeartbeatMs,
    long? LastUploadMs,
    string? Boot,
    long Session,
    string? ReportJson,
    string? InfoJson,
    string? HeartbeatJson,
    GeoPoint? Location,
    IReadOnlyList<LastValue> LastValues,
    Admission Admission = Admission.Approved);

public sealed record LastValue(string Sensor, double Value, string? Unit, long TimeMs, TimeQuality Quality);

public readonly record struct StoredReading(string Sensor, double Value, string? Unit, long TimeMs, long ArrivalMs, TimeQuality Quality);

/// <summary>Times are Unix milliseconds: from included, to excluded.</summary>
/// <param name="Before">Paging: only what comes after this reading in the order of the answer.</param>
public sealed record ReadingQuery(string DeviceId, string? Sensor, long FromMs, long ToMs, int Limit, ReadingCursor? Before = null);

/// <summary>The place of a reading in the order newest first; opaque to clients.</summary>
/// <param name="Skip">Readings of this very time and sensor that were given already.</param>
public readonly record struct ReadingCursor(long TimeMs, string Sensor, int Skip)
{
    /// <summary>Where the page after this one begins; null after an empty page, which is the end.</summary>
    /// <param name="before">The cursor that this page was asked with.</param>
    public static ReadingCursor? After(IReadOnlyList<StoredReading> page, ReadingCursor? before)
    {
        if (page.Count == 0) return null;
        var last = page[^1];
        var equal = page.Reverse().TakeWhile(reading => reading.TimeMs == last.TimeMs && reading.Sensor == last.Sensor).Count();
        var goesOn = before is { } start && equal == page.Count && start.TimeMs == last.TimeMs && start.Sensor == last.Sensor;
        return new ReadingCursor(last.TimeMs, last.Sensor, goesOn ? before!.Value.Skip + equal : equal);
    }
}

/// <summary>Counted in sequence numbers: one is one sampling of all sensors that were due.</summary>
public sealed record Balance(long Taken, long Stored, long Waiting, IReadOnlyDictionary<string, long> Dropped, IReadOnlyList<BootBalance> Boots);

/// <summary>The balance of all devices together.</summary>
/// <param name="Rejected">Messages that were not taken and belong to no account, by reason: of strangers, or without a number.</param>
public sealed record FleetBalance(
    long Taken,
    long Stored,
    long Waiting,
    IReadOnlyDictionary<string, long> Dropped,
    IReadOnlyList<DeviceBalance> Devices,
    IReadOnlyDictionary<string, long> Rejected);

/// <summary>The balance of one device over all its boots.</summary>
public sealed record DeviceBalance(string DeviceId, long Taken, long Stored, long Waiting, long Dropped);

/// <summary>Numbers of a boot that are not here, and of which nobody has said why.</summary>
/// <param name="SinceMs">When its boot was last heard of.</param>
/// <param name="Lost">True where the board has started anew since: they can hardly come any more, and count as dropped. If they do, they are stored.</param>
public sealed record Gap(string DeviceId, string Boot, SeqRange Range, long SinceMs, bool Lost);

public sealed record BootBalance(string Boot, long Taken, long Stored, long Waiting, IReadOnlyDictionary<string, long> Dropped, long FirstSeenMs, long LastSeenMs);

/// <param name="Payload">As it came, or its beginning where only that was asked for.</param>
/// <param name="Bytes">Of the whole payload.</param>
public sealed record QuarantineRecord(
    long Id,
    string? DeviceId,
    string Topic,
    byte[] Payload,
    long Bytes,
    string Reason,
    string Sentence,
    int Contract,
    long FirstSeenMs,
    long LastSeenMs,
    long Count,
    QuarantineEntry? Entry);

/// <summary>Which rows of quarantine; null leaves a member open.</summary>
public sealed record QuarantineFilter(string? DeviceId = null, string? Reason = null);

/// <summary>A page of quarantine, the last seen first.</summary>
/// <param name="PayloadBytes">So much of each payload is enough.</param>
/// <param name="Before">Paging: only what comes after this row in the order of the answer.</param>
public sealed record QuarantineQuery(QuarantineFilter Filter, int Limit, int PayloadBytes = 1_000_000_000, QuarantineCursor? Before = null);

/// <summary>The place of a row in the order of the last seen first.</summary>
public readonly record struct QuarantineCursor(long LastSeenMs, long Id);

/// <param name="Rows">Different messages that are kept.</param>
/// <param name="Evicted">Different messages that made room for newer ones, or were kept for as long as they may be.</param>
/// <param name="Bytes">Of the payloads that are kept.</param>
/// <param name="LastId">Of the row that came last; 0 where there is none.</param>
public sealed record QuarantineCounts(long Rows, long Evicted, long Bytes, long LastId);

public sealed record CommandRecord(
    string RequestId,
    string DeviceId,
    string Action,
    string? ParamsJson,
    long CreatedMs,
    long ExpiresMs,
    CommandState State,
    string? ResponseJson = null,
    long? AnsweredMs = null);

/// <summary>Stored as a number: never renumber.</summary>
public enum CommandState
{
    Sent = 0,
    Done = 1,
    Failed = 2,
    Expired = 3,

    /// <summary>Begun; how it ends comes later.</summary>
    Accepted = 4,

    /// <summary>The device would not do it: nothing was done.</summary>
    Rejected = 5,
}
