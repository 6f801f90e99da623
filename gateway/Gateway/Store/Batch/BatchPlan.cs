using Nanofleet.Contract;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// Decides, item by item and in memory, what a batch changes, on top of what the database knew when the transaction began.
/// Nothing is written here: the tables write what the plan holds at its end, all or nothing. Used again for the next batch.
/// </summary>
internal sealed class BatchPlan(BatchNeeds needs, AdmissionPolicy policy)
{
    private readonly BatchAccounts _accounts = new();
    private BatchFacts _facts = new();
    private List<Outcome> _outcomes = [];

    public BatchNeeds Needs => needs;

    public IEnumerable<DeviceRow> ChangedDevices
    {
        get
        {
            for (var at = 0; at < needs.Devices.Length; at++)
            {
                if (needs.Devices[at].Row is { IsChanged: true } row) yield return row;
            }
        }
    }

    public IEnumerable<LedgerRow> ChangedLedgers => _accounts.Changed;

    public List<NewReading> Readings { get; } = [];

    /// <summary>What is left for the fold.</summary>
    public RollupDeltas Deltas { get; } = new();

    public List<NewQuarantine> Quarantine { get; } = [];

    /// <summary>Quarantine rows that are done with.</summary>
    public List<long> Released { get; } = [];

    public List<CommandAnswer> Answers { get; } = [];

    public List<NewConfigReport> ConfigReports { get; } = [];

    public ClockPlan Clocks => _facts.Clocks;

    public List<NewUploadKey> UploadKeys { get; } = [];

    /// <summary>Messages that no account has, by reason.</summary>
    public Dictionary<string, long> Rejected { get; } = [];

    /// <summary>Decides the whole batch.</summary>
    public CommitResult Decide(IReadOnlyList<Inbound> batch, BatchFacts facts)
    {
        Clear();
        _facts = facts;
        _outcomes = new List<Outcome>(batch.Count); // goes with the result
        foreach (var device in needs.Devices) device.Row?.Begin();
        for (var at = 0; at < batch.Count; at++) _outcomes.Add(Apply(needs.DeviceOf(at), batch[at]));
        foreach (var device in needs.Devices) Leave(device);
        return new CommitResult(_outcomes, _accounts.States(needs.Devices), Readings.Count);
    }

    private void Clear()
    {
        _accounts.Clear();
        Readings.Clear();
        Deltas.Clear();
        Quarantine.Clear();
        Released.Clear();
        Answers.Clear();
        ConfigReports.Clear();
        UploadKeys.Clear();
        Rejected.Clear();
    }

    /// <summary>When the device was heard goes to the fold, too.</summary>
    private void Leave(BatchDevice device)
    {
        if (device.Row is { } row && (device.SeenMs is not null || device.UploadMs is not null)) Deltas.Add(new Activity(row.Key, device.SeenMs, device.UploadMs));
    }

    private Outcome Apply(BatchDevice? device, Inbound item)
    {
        if (item.Spooled is { } place && _facts.Passed is { } passed && place.IsUpTo(passed)) return Outcome.Duplicate; // its piece was committed, and nobody heard of it
        if (item.Replays > 0) return Replay(device, item);
        return item is DataInbound { Key: { } key } data ? Upload(device, data, key) : Take(device, item);
    }

    /// <summary>A key that is known is a repeat, and nothing of it is looked at; a new one is remembered where anything was kept.</summary>
    private Outcome Upload(BatchDevice? device, DataInbound data, ClientKey key)
    {
        if (device?.Row is { } row && _facts.UploadKeys.TryGetValue((row.Key, key.Name), out var known))
            return known.AsSpan().SequenceEqual(key.Fingerprint) ? Outcome.Duplicate : Outcome.Conflict;
        var outcome = Take(device, data);
        if (device?.Row is not { } sender || outcome is not (Outcome.Stored or Outcome.Held)) return outcome;
        _facts.UploadKeys.Add((sender.Key, key.Name), key.Fingerprint);
        UploadKeys.Add(new NewUploadKey(sender.Key, key.Name, key.Fingerprint, data.ArrivalMs));
        return outcome;
    }

    /// <summary>Only who finds the row still in quarantine may store it, so a reading cannot come out of it twice.</summary>
    private Outcome Replay(BatchDevice? device, Inbound item)
    {
        if (!_facts.Replayable.Remove(item.Replays)) return Outcome.Ignored;
        var before = Quarantine.Count;
        var outcome = Take(device, item);
        if (outcome is Outcome.Held or Outcome.Rejected) return outcome; // it stays as it is
        if (Quarantine.Count == before) Released.Add(item.Replays);
        else Quarantine[before] = Quarantine[before] with { Takes = item.Replays };
        return outcome;
    }

    private Outcome Take(BatchDevice? said, Inbound item)
    {
        var device = said?.Row;
        if (device is not null && !IsOfThePast(item)) said!.Seen(item.ArrivalMs);
        if (item is DiscardInbound) return Outcome.Ignored;
        if (item is QuarantineInbound refused) return Apply(device, refused);
        if (device is null) return Reject(item, RefusalCodes.UnknownDevice, $"The device '{item.DeviceId}' is unknown to this gateway: approve it, and send again.");
        if (device.Admission != Admission.Approved && Gate(device, item) is { } stopped) return stopped;
        return item switch
        {
            OverdueInbound overdue => Place(device, overdue),
            LostInbound lost => _accounts.GiveUp(device, lost.Boot, lost.ArrivalMs),
            ExpiredInbound expired => Expire(device, expired.Boot, expired.Seq, DropReasons.NotApproved, expired.ArrivalMs),
            EntryInbound entry => Apply(said!, device, entry),
            DataInbound data => Apply(said!, device, data),
            StatusInbound status => DeviceStates.Apply(device, status),
            HeartbeatInbound heartbeat => Apply(device, heartbeat),
            InfoInbound info => DeviceStates.Apply(device, info),
            ResponseInbound response => Apply(device, response),
            ConfigInbound config => Apply(device, config),
            _ => throw new ArgumentException($"{item.GetType().Name} is nothing that can be stored", nameof(item)),
        };
    }

    private static bool IsOfThePast(Inbound item) =>
        item is { Replays: > 0 } or OverdueInbound or LostInbound or StatusInbound { Retained: true } or InfoInbound { Retained: true } or ConfigInbound { Retained: true } or QuarantineInbound { Row.Reason: RefusalCodes.Retained };

    private Outcome Apply(DeviceRow? device, QuarantineInbound refused)
    {
        var mayAlwaysSend = device is { Admission: Admission.Approved } || policy.First == Admission.Approved || refused.Replays > 0;
        if (!mayAlwaysSend && !policy.TakeSample(refused.ArrivalMs)) return Count(RefusalCodes.UnknownDevice);
        Quarantine.Add(NewQuarantine.Of(refused.DeviceId, refused.ArrivalMs, refused.Row));
        return Outcome.Refused;
    }

    /// <summary>Null where the item may pass although its device is not approved: what a device says of itself is small and worth seeing.</summary>
    private Outcome? Gate(DeviceRow device, Inbound item)
    {
        var json = item switch { StatusInbound status => status.Json, HeartbeatInbound heartbeat => heartbeat.Json, InfoInbound info => info.Json, ConfigInbound config => config.Json, _ => null };
        if (json?.Length > Limits.BoardMessage) return Reject(item, RefusalCodes.TooLarge, "");
        return item switch
        {
            DataInbound { Replays: 0 } data when device.Admission == Admission.Pending => Hold(device, data),
            DataInbound or EntryInbound when device.Admission == Admission.Pending => Outcome.Held,
            DataInbound { Replays: 0 } data => Drop(device, data, device.Admission == Admission.Retired ? DropReasons.Retired : DropReasons.Suspended),
            DataInbound or EntryInbound => Outcome.Rejected,
            _ => null,
        };
    }

    /// <summary>The reading waits in quarantine; where no more may wait, it counts as dropped.</summary>
    private Outcome Hold(DeviceRow device, DataInbound data)
    {
        var payload = data.Payload?.ToArray() ?? [];
        if (!policy.HasRoom(_facts.Held[device.DeviceId], payload.Length)) return Drop(device, data, DropReasons.NotApproved);
        _facts.Held[device.DeviceId] = _facts.Held[device.DeviceId].And(payload.Length);
        var sentence = $"The device '{device.DeviceId}' waits for approval; once it is approved, this is stored with its own time.";
        var row = new QuarantineRow(data.Topic ?? "", payload, RefusalCodes.Pending, sentence, data.Boot is null ? null : new QuarantineEntry(QuarantinePart.Message, data.Boot, data.Seq));
        Quarantine.Add(NewQuarantine.Of(device.DeviceId, data.ArrivalMs, row));
        _accounts.Change(device, data.Boot, data.ArrivalMs, ledger => ledger.Take(data.Seq));
        return Outcome.Held;
    }

    /// <summary>Its device may not send, or not so much: a numbered one is dropped in its account, any other is counted.</summary>
    private Outcome Drop(DeviceRow device, DataInbound data, string reason)
    {
        if (data.Boot is null) Count(reason);
        _accounts.Change(device, data.Boot, data.ArrivalMs, ledger => ledger.Drop(new SeqRange(data.Seq, data.Seq), reason));
        foreach (var drop in data.Drops) _accounts.Change(device, drop.Boot, data.ArrivalMs, ledger => ledger.Drop(new SeqRange(drop.From, drop.To), drop.Reason));
        return Sample(data, device.Admission == Admission.Pending ? RefusalCodes.UnknownDevice : reason, $"The device '{device.DeviceId}' is {AdmissionText.Of(device.Admission)}: what it sends is counted as dropped.");
    }

    private Outcome Expire(DeviceRow device, string? boot, long seq, string reason, long atMs)
    {
        if (boot is null) Count(reason);
        _accounts.Change(device, boot, atMs, ledger => ledger.Drop(new SeqRange(seq, seq), reason));
        return Outcome.Ignored;
    }

    private Outcome Reject(Inbound item, string reason, string sentence)
    {
        Count(reason);
        return item is DataInbound data ? Sample(data, reason, sentence) : Outcome.Rejected;
    }

    private Outcome Sample(DataInbound data, string reason, string sentence)
    {
        if (data.Payload is { } payload && policy.TakeSample(data.ArrivalMs))
            Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, new QuarantineRow(data.Topic ?? "", payload.ToArray(), reason, sentence)));
        return Outcome.Rejected;
    }

    private Outcome Count(string reason)
    {
        Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
        return Outcome.Rejected;
    }

    private Outcome Apply(BatchDevice said, DeviceRow device, DataInbound data)
    {
        var empty = data.Readings.Count == 0 && data.Refused.Count > 0;
        var own = data.Boot is null ? null : _accounts.Of(device, data.Boot, data.ArrivalMs);
        if (own is not null && BatchAccounts.IsDuplicate(own.Ledger, data.Seq, empty && data.Replays == 0)) return Outcome.Duplicate;
        if (!_accounts.TryTake(device, own, data, empty)) return Refuse(data, RefusalCodes.TooManyGaps, TooManyGaps(data));

        if (data.Clock?.StartedMs is { } startedMs) Learn(device, data.Boot!, startedMs);
        if (Write(device, data) == 0 && data.Readings.Count > 0) return Outcome.Duplicate;
        for (var at = 0; at < data.Refused.Count; at++) Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, data.Refused[at]));
        Report(said, device, data);
        return empty ? Outcome.Refused : Outcome.Stored;
    }

    /// <summary>What came since is newer than what waited in quarantine or in the spool.</summary>
    private static void Report(BatchDevice said, DeviceRow device, DataInbound data)
    {
        if (data.IsLate && data.ArrivalMs < device.LastUploadMs) return;
        said.Uploaded(data.ArrivalMs);
        device.Uploaded(data.ArrivalMs);
        device.Report(data.StatusJson);
        if (data.Location is { } place) device.Move(place);
    }

    private Outcome Apply(BatchDevice said, DeviceRow device, EntryInbound entry)
    {
        var data = entry.Data with { Replays = entry.Replays };
        var own = data.Boot is null ? null : _accounts.Of(device, data.Boot, data.ArrivalMs);
        if (!_accounts.TryTake(device, own, data, empty: false)) return Refuse(data, RefusalCodes.TooManyGaps, TooManyGaps(data));
        Write(device, data);
        Report(said, device, data);
        return Outcome.Stored;
    }

    /// <summary>Returns how many were not known already.</summary>
    private int Write(DeviceRow device, DataInbound data)
    {
        var written = 0;
        for (var at = 0; at < data.Readings.Count; at++)
        {
            var reading = data.Readings[at];
            if (TryWrite(device, data, reading, SensorKey(reading, at))) written++;
        }

        return written;
    }

    private int SensorKey(in ReadingRow reading, int place) => needs.SensorKey(reading, place) is var key and > 0 ? key : _facts.NewSensors[SensorName.Of(reading)];

    private bool TryWrite(DeviceRow device, DataInbound data, in ReadingRow reading, int sensorKey)
    {
        if (data is { Boot: { } boot, Clock.UptimeMs: { } uptimeMs } && reading.Quality == TimeQuality.Arrival)
        {
            if (Clocks.TryFind(device.Key, boot, out var startedMs)) return TryWrite(device, data with { Clock = null }, reading with { TimeMs = startedMs + uptimeMs, Quality = TimeQuality.Uptime }, sensorKey);
            Clocks.Wait(new UnplacedReading(0, device.Key, boot, sensorKey, reading.Sensor, reading.Unit is null ? null : SensorName.Of(reading).Unit, uptimeMs, reading.Value, data.ArrivalMs));
            Deltas.Show(new ShownValue(device.Key, sensorKey, reading.Value, reading.TimeMs, reading.Quality));
            return true;
        }

        var place = new ReadingPlace(reading.TimeMs, device.Key, sensorKey);
        if (data.Boot is null && reading.Quality == TimeQuality.Device && !_facts.KnownReadings.Add(place)) return false;
        Add(new NewReading(place, reading.Value, reading.Quality, data.ArrivalMs));
        return true;
    }

    private void Add(in NewReading reading)
    {
        Readings.Add(reading);
        Deltas.Add(reading);
    }

    /// <summary>The beginning of a boot is known now: what waited for it gets its time.</summary>
    private void Learn(DeviceRow device, string boot, long startedMs)
    {
        foreach (var reading in Clocks.Learn(device.Key, boot, startedMs)) Place(device, reading, startedMs + reading.UptimeMs, TimeQuality.Uptime);
    }

    private Outcome Place(DeviceRow device, OverdueInbound overdue)
    {
        foreach (var reading in Clocks.Take(device.Key, overdue.Boot, overdue.BeforeMs)) Place(device, reading, reading.ArrivalMs, TimeQuality.Arrival);
        return Outcome.Ignored;
    }

    private void Place(DeviceRow device, UnplacedReading reading, long timeMs, TimeQuality quality) =>
        Add(new NewReading(new ReadingPlace(timeMs, device.Key, reading.SensorKey), reading.Value, quality, reading.ArrivalMs));

    private Outcome Refuse(DataInbound data, string reason, string sentence)
    {
        Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, new QuarantineRow(data.Topic ?? "", data.Payload?.ToArray() ?? [], reason, sentence)));
        return Outcome.Refused;
    }

    private static string TooManyGaps(DataInbound data) =>
        $"Boot {data.Boot} has more than {Ledger.MostRanges} separate ranges of sequence numbers with seq {data.Seq}: send what is missing in between first, or report it as dropped.";

    private Outcome Apply(DeviceRow device, HeartbeatInbound heartbeat)
    {
        DeviceStates.Apply(device, heartbeat);
        if (heartbeat.Boot is null || heartbeat.Taken <= 0) return Outcome.Stored;
        var row = _accounts.Of(device, heartbeat.Boot, heartbeat.ArrivalMs);
        var ledger = row.Ledger.Copy();
        ledger.Take(heartbeat.Taken);
        row.Change(ledger, heartbeat.ArrivalMs);
        return Outcome.Stored;
    }

    private Outcome Apply(DeviceRow device, ConfigInbound config)
    {
        ConfigReports.Add(new NewConfigReport(device.Key, StoreText.Clean(config.Json), config.ArrivalMs));
        return Outcome.Stored;
    }

    private Outcome Apply(DeviceRow device, ResponseInbound response)
    {
        var begins = response.State == CommandState.Accepted;
        var command = (device.Key, response.RequestId);
        if (!(begins ? _facts.OpenCommands.Contains(command) : _facts.OpenCommands.Remove(command))) return Outcome.Ignored;
        Answers.RemoveAll(earlier => (earlier.DeviceKey, earlier.RequestId) == command); // one of the batch that only said that it begins
        Answers.Add(new CommandAnswer(device.Key, response.RequestId, response.State, StoreText.Clean(response.Json), begins ? null : response.ArrivalMs));
        return Outcome.Stored;
    }
}
