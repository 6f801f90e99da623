using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// Decides, item by item and in memory, what a batch changes, on top of what the database knew when the transaction began.
/// Nothing is written here: the tables write what the plan holds at its end, all or nothing.
/// </summary>
internal sealed class BatchPlan
{
    private readonly Dictionary<string, DeviceRow> _devices;
    private readonly Dictionary<(int DeviceKey, string Boot), LedgerRow> _ledgers;
    private readonly IReadOnlyDictionary<SensorName, int> _sensors;
    private readonly HashSet<ReadingPlace> _known;
    private readonly HashSet<(int DeviceKey, string RequestId)> _open;
    private readonly Dictionary<string, Held> _held;
    private readonly Dictionary<(int DeviceKey, string Name), byte[]> _uploadKeys;
    private readonly HashSet<long> _replayable;
    private readonly AdmissionPolicy _policy;
    private readonly HashSet<LedgerRow> _touched = [];
    private readonly Dictionary<(int DeviceKey, string Sensor), NewLastValue> _lastValues = [];
    private readonly List<Outcome> _outcomes = [];

    /// <param name="known">Places of unnumbered readings that are stored already.</param>
    /// <param name="open">Commands that wait for their answer.</param>
    /// <param name="held">What waits for each of the pending devices.</param>
    /// <param name="uploadKeys">Keys that are known, with the fingerprint of what they stand for.</param>
    /// <param name="clocks">What is known of the clocks that the batch speaks of.</param>
    /// <param name="replayable">Quarantine rows that items of the batch replay, and that are still there.</param>
    public BatchPlan(
        IEnumerable<DeviceRow> devices,
        IEnumerable<LedgerRow> ledgers,
        IReadOnlyDictionary<SensorName, int> sensors,
        IEnumerable<ReadingPlace> known,
        IEnumerable<(int DeviceKey, string RequestId)> open,
        Dictionary<string, Held> held,
        Dictionary<(int DeviceKey, string Name), byte[]> uploadKeys,
        IEnumerable<long> replayable,
        ClockPlan clocks,
        AdmissionPolicy policy)
    {
        _devices = devices.ToDictionary(device => device.DeviceId);
        _ledgers = ledgers.ToDictionary(ledger => (ledger.DeviceKey, ledger.Boot));
        _sensors = sensors;
        _known = [.. known];
        _open = [.. open];
        _held = held;
        _uploadKeys = uploadKeys;
        _replayable = [.. replayable];
        Clocks = clocks;
        _policy = policy;
    }

    public IReadOnlyCollection<DeviceRow> Devices => _devices.Values;

    public IEnumerable<LedgerRow> ChangedLedgers => _touched.Where(ledger => ledger.IsChanged);

    public List<NewReading> Readings { get; } = [];

    public IReadOnlyCollection<NewLastValue> LastValues => _lastValues.Values;

    public List<NewQuarantine> Quarantine { get; } = [];

    /// <summary>Quarantine rows that are done with.</summary>
    public List<long> Released { get; } = [];

    public List<CommandAnswer> Answers { get; } = [];

    public ClockPlan Clocks { get; }

    public List<NewUploadKey> UploadKeys { get; } = [];

    /// <summary>Messages that no account has, by reason.</summary>
    public Dictionary<string, long> Rejected { get; } = [];

    /// <summary>A pending device is told nothing: what waits for its approval is not stored yet.</summary>
    public CommitResult Result => new(_outcomes, [.. _touched.Where(ledger => _devices[ledger.DeviceId].Admission != Admission.Pending).Select(ledger => ledger.State)], Readings.Count);

    public void Apply(Inbound item) => _outcomes.Add(item.Replays > 0 ? Replay(item) : item is DataInbound { Key: { } key } data ? Upload(data, key) : Take(item));

    /// <summary>A key that is known is a repeat, and nothing of it is looked at; a new one is remembered where anything was kept.</summary>
    private Outcome Upload(DataInbound data, ClientKey key)
    {
        var device = _devices.GetValueOrDefault(data.DeviceId);
        if (device is not null && _uploadKeys.TryGetValue((device.Key, key.Name), out var known))
            return known.AsSpan().SequenceEqual(key.Fingerprint) ? Outcome.Duplicate : Outcome.Conflict;
        var outcome = Take(data);
        if (device is null || outcome is not (Outcome.Stored or Outcome.Held)) return outcome;
        _uploadKeys.Add((device.Key, key.Name), key.Fingerprint);
        UploadKeys.Add(new NewUploadKey(device.Key, key.Name, key.Fingerprint, data.ArrivalMs));
        return outcome;
    }

    /// <summary>Only who finds the row still in quarantine may store it, so a reading cannot come out of it twice.</summary>
    private Outcome Replay(Inbound item)
    {
        if (!_replayable.Remove(item.Replays)) return Outcome.Ignored;
        var before = Quarantine.Count;
        var outcome = Take(item);
        if (outcome is Outcome.Held or Outcome.Rejected) return outcome; // it stays as it is
        if (Quarantine.Count == before) Released.Add(item.Replays);
        else Quarantine[before] = Quarantine[before] with { Takes = item.Replays };
        return outcome;
    }

    private Outcome Take(Inbound item)
    {
        _devices.TryGetValue(item.DeviceId, out var device);
        if (device is not null && !IsOfThePast(item)) device.Seen(item.ArrivalMs);
        if (item is DiscardInbound) return Outcome.Ignored;
        if (item is QuarantineInbound refused) return Apply(device, refused);
        if (device is null) return Reject(item, RefusalCodes.UnknownDevice, $"The device '{item.DeviceId}' is unknown to this gateway: approve it, and send again.");
        if (device.Admission != Admission.Approved && Gate(device, item) is { } stopped) return stopped;
        return item switch
        {
            OverdueInbound overdue => Place(device, overdue),
            LostInbound lost => GiveUp(LedgerOf(device, lost.Boot, lost.ArrivalMs)),
            ExpiredInbound expired => Expire(device, expired.Boot, expired.Seq, DropReasons.NotApproved, expired.ArrivalMs),
            EntryInbound entry => Apply(device, entry),
            DataInbound data => Apply(device, data),
            StatusInbound status => Apply(device, status),
            HeartbeatInbound heartbeat => Apply(device, heartbeat),
            InfoInbound info => Apply(device, info),
            ResponseInbound response => Apply(device, response),
            _ => throw new ArgumentException($"{item.GetType().Name} is nothing that can be stored", nameof(item)),
        };
    }

    private static bool IsOfThePast(Inbound item) =>
        item is { Replays: > 0 } or OverdueInbound or LostInbound or StatusInbound { Retained: true } or InfoInbound { Retained: true } or QuarantineInbound { Row.Reason: RefusalCodes.Retained };

    private Outcome Apply(DeviceRow? device, QuarantineInbound refused)
    {
        var mayAlwaysSend = device is { Admission: Admission.Approved } || _policy.First == Admission.Approved || refused.Replays > 0;
        if (!mayAlwaysSend && !_policy.TakeSample(refused.ArrivalMs)) return Count(RefusalCodes.UnknownDevice);
        Quarantine.Add(NewQuarantine.Of(refused.DeviceId, refused.ArrivalMs, refused.Row));
        return Outcome.Refused;
    }

    /// <summary>Null where the item may pass although its device is not approved: what a device says of itself is small and worth seeing.</summary>
    private Outcome? Gate(DeviceRow device, Inbound item)
    {
        var json = item switch { StatusInbound status => status.Json, HeartbeatInbound heartbeat => heartbeat.Json, InfoInbound info => info.Json, _ => null };
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
        if (!_policy.HasRoom(_held[device.DeviceId], payload.Length)) return Drop(device, data, DropReasons.NotApproved);
        _held[device.DeviceId] = _held[device.DeviceId].And(payload.Length);
        var sentence = $"The device '{device.DeviceId}' waits for approval; once it is approved, this is stored with its own time.";
        var row = new QuarantineRow(data.Topic ?? "", payload, RefusalCodes.Pending, sentence, data.Boot is null ? null : new QuarantineEntry(QuarantinePart.Message, data.Boot, data.Seq));
        Quarantine.Add(NewQuarantine.Of(device.DeviceId, data.ArrivalMs, row));
        Account(device, data.Boot, data.ArrivalMs, ledger => ledger.Take(data.Seq));
        return Outcome.Held;
    }

    /// <summary>Its device may not send, or not so much: a numbered one is dropped in its account, any other is counted.</summary>
    private Outcome Drop(DeviceRow device, DataInbound data, string reason)
    {
        if (data.Boot is null) Count(reason);
        Account(device, data.Boot, data.ArrivalMs, ledger => ledger.Drop(new SeqRange(data.Seq, data.Seq), reason));
        foreach (var drop in data.Drops) Account(device, drop.Boot, data.ArrivalMs, ledger => ledger.Drop(new SeqRange(drop.From, drop.To), drop.Reason));
        return Sample(data, device.Admission == Admission.Pending ? RefusalCodes.UnknownDevice : reason, $"The device '{device.DeviceId}' is {AdmissionText.Of(device.Admission)}: what it sends is counted as dropped.");
    }

    private Outcome Expire(DeviceRow device, string? boot, long seq, string reason, long atMs)
    {
        if (boot is null) Count(reason);
        Account(device, boot, atMs, ledger => ledger.Drop(new SeqRange(seq, seq), reason));
        return Outcome.Ignored;
    }

    /// <summary>A ledger that would outgrow its row by it stays as it is: its gaps stay open.</summary>
    private static Outcome GiveUp(LedgerRow row)
    {
        var ledger = row.Ledger.Copy();
        foreach (var range in ledger.Missing()) ledger.Drop(range, DropReasons.NeverArrived);
        if (!ledger.Fits) return Outcome.Ignored;
        row.Change(ledger, row.LastSeenMs); // nothing was heard of it
        return Outcome.Stored;
    }

    private void Account(DeviceRow device, string? boot, long atMs, Action<Ledger> change)
    {
        if (boot is null) return;
        var row = LedgerOf(device, boot, atMs);
        var ledger = row.Ledger.Copy();
        change(ledger);
        if (ledger.Fits) row.Change(ledger, atMs);
    }

    private Outcome Reject(Inbound item, string reason, string sentence)
    {
        Count(reason);
        return item is DataInbound data ? Sample(data, reason, sentence) : Outcome.Rejected;
    }

    private Outcome Sample(DataInbound data, string reason, string sentence)
    {
        if (data.Payload is { } payload && _policy.TakeSample(data.ArrivalMs))
            Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, new QuarantineRow(data.Topic ?? "", payload.ToArray(), reason, sentence)));
        return Outcome.Rejected;
    }

    private Outcome Count(string reason)
    {
        Rejected[reason] = Rejected.GetValueOrDefault(reason) + 1;
        return Outcome.Rejected;
    }

    private Outcome Apply(DeviceRow device, DataInbound data)
    {
        var empty = data.Readings.Count == 0 && data.Refused.Count > 0;
        if (data.Boot is not null && IsDuplicate(LedgerOf(device, data.Boot, data.ArrivalMs).Ledger, data.Seq, empty && data.Replays == 0)) return Outcome.Duplicate;
        if (!TryAccount(device, data, empty)) return Refuse(data, RefusalCodes.TooManyGaps, TooManyGaps(data));

        if (data.Clock?.StartedMs is { } startedMs) Learn(device, data.Boot!, startedMs);
        var written = data.Readings.Count(reading => TryWrite(device, data, reading));
        if (written == 0 && data.Readings.Count > 0) return Outcome.Duplicate;
        foreach (var row in data.Refused) Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, row));
        Report(device, data);
        return empty ? Outcome.Refused : Outcome.Stored;
    }

    /// <summary>What came since is newer than what waited in quarantine.</summary>
    private static void Report(DeviceRow device, DataInbound data)
    {
        if (data.Replays > 0 && data.ArrivalMs < device.LastUploadMs) return;
        device.Uploaded(data.ArrivalMs);
        device.Report(data.StatusJson);
        if (data.Location is { } place) (device.Latitude, device.Longitude) = (place.Latitude, place.Longitude);
    }

    private Outcome Apply(DeviceRow device, EntryInbound entry)
    {
        var data = entry.Data with { Replays = entry.Replays };
        if (!TryAccount(device, data, empty: false)) return Refuse(data, RefusalCodes.TooManyGaps, TooManyGaps(data));
        foreach (var reading in data.Readings) TryWrite(device, data, reading);
        Report(device, data);
        return Outcome.Stored;
    }

    private static bool IsDuplicate(Ledger ledger, long seq, bool empty) =>
        ledger.IsStored(seq) || (empty && ledger.IsDropped(seq, DropReasons.Refused));

    /// <summary>Tries on copies first: a message that the ledger cannot take changes nothing.</summary>
    private bool TryAccount(DeviceRow device, DataInbound data, bool empty)
    {
        Dictionary<LedgerRow, Ledger> changed = [];
        if (data.Boot is not null)
        {
            var own = Changing(LedgerOf(device, data.Boot, data.ArrivalMs));
            if (empty) own.Drop(new SeqRange(data.Seq, data.Seq), DropReasons.Refused);
            else own.Store(data.Seq);
        }

        foreach (var drop in data.Drops)
            Changing(LedgerOf(device, drop.Boot, data.ArrivalMs)).Drop(new SeqRange(drop.From, drop.To), drop.Reason);
        if (changed.Values.Any(ledger => !ledger.Fits)) return false;
        foreach (var (row, ledger) in changed) row.Change(ledger, data.ArrivalMs);
        return true;

        Ledger Changing(LedgerRow row)
        {
            if (!changed.TryGetValue(row, out var copy)) changed.Add(row, copy = row.Ledger.Copy());
            return copy;
        }
    }

    private bool TryWrite(DeviceRow device, DataInbound data, in ReadingRow reading)
    {
        var sensor = SensorName.Of(reading);
        if (data is { Boot: { } boot, Clock.UptimeMs: { } uptimeMs } && reading.Quality == TimeQuality.Arrival)
        {
            if (Clocks.TryFind(device.Key, boot, out var startedMs)) return TryWrite(device, data with { Clock = null }, reading with { TimeMs = startedMs + uptimeMs, Quality = TimeQuality.Uptime });
            Clocks.Wait(new UnplacedReading(0, device.Key, boot, _sensors[sensor], reading.Sensor, reading.Unit is null ? null : sensor.Unit, uptimeMs, reading.Value, data.ArrivalMs));
            Last(device, reading, sensor);
            return true;
        }

        var place = new ReadingPlace(reading.TimeMs, device.Key, _sensors[sensor]);
        if (data.Boot is null && reading.Quality == TimeQuality.Device && !_known.Add(place)) return false;
        Readings.Add(new NewReading(place, reading.Value, reading.Quality, data.ArrivalMs));
        Last(device, reading, sensor);
        return true;
    }

    private void Last(DeviceRow device, in ReadingRow reading, in SensorName sensor)
    {
        var key = (device.Key, reading.Sensor);
        if (!_lastValues.TryGetValue(key, out var last) || reading.TimeMs >= last.TimeMs)
            _lastValues[key] = new NewLastValue(device.Key, reading.Sensor, reading.Value, reading.Unit is null ? null : sensor.Unit, reading.TimeMs, reading.Quality);
    }

    /// <summary>The beginning of a boot is known now: what waited for it gets its time.</summary>
    private void Learn(DeviceRow device, string boot, long startedMs)
    {
        foreach (var reading in Clocks.Learn(device.Key, boot, startedMs)) Write(device, reading, startedMs + reading.UptimeMs, TimeQuality.Uptime);
    }

    private Outcome Place(DeviceRow device, OverdueInbound overdue)
    {
        foreach (var reading in Clocks.Take(device.Key, overdue.Boot, overdue.BeforeMs)) Write(device, reading, reading.ArrivalMs, TimeQuality.Arrival);
        return Outcome.Ignored;
    }

    private void Write(DeviceRow device, UnplacedReading reading, long timeMs, TimeQuality quality)
    {
        Readings.Add(new NewReading(new ReadingPlace(timeMs, device.Key, reading.SensorKey), reading.Value, quality, reading.ArrivalMs));
        var row = new ReadingRow(reading.Sensor, reading.Value, reading.Unit, timeMs, quality);
        Last(device, row, SensorName.Of(row));
    }

    private Outcome Refuse(DataInbound data, string reason, string sentence)
    {
        Quarantine.Add(NewQuarantine.Of(data.DeviceId, data.ArrivalMs, new QuarantineRow(data.Topic ?? "", data.Payload?.ToArray() ?? [], reason, sentence)));
        return Outcome.Refused;
    }

    private static string TooManyGaps(DataInbound data) =>
        $"Boot {data.Boot} has more than {Ledger.MostRanges} separate ranges of sequence numbers with seq {data.Seq}: send what is missing in between first, or report it as dropped.";

    private static Outcome Apply(DeviceRow device, StatusInbound status)
    {
        if (IsStale(device, status)) return Outcome.Ignored;
        if (status.Boot is not null) (device.Boot, device.Session) = (status.Boot, status.Session);
        device.Say(status.Status, status.ArrivalMs);
        device.Report(status.Json);
        return Outcome.Stored;
    }

    /// <summary>Only the newest boot and session speak for the device: the will of an earlier one may come at any time after it.</summary>
    private static bool IsStale(DeviceRow device, StatusInbound status)
    {
        if (status.Replays > 0 && status.ArrivalMs < device.StatusMs) return true;
        if (device.Boot is null || status.Boot is null) return false;
        return device.Boot == status.Boot ? status.Session < device.Session : status.Status != "online";
    }

    private Outcome Apply(DeviceRow device, HeartbeatInbound heartbeat)
    {
        if (heartbeat.Replays == 0) Beat(device, heartbeat);
        if (heartbeat.Boot is null || heartbeat.Taken <= 0) return Outcome.Stored;
        var row = LedgerOf(device, heartbeat.Boot, heartbeat.ArrivalMs);
        var ledger = row.Ledger.Copy();
        ledger.Take(heartbeat.Taken);
        row.Change(ledger, heartbeat.ArrivalMs);
        return Outcome.Stored;
    }

    private static void Beat(DeviceRow device, HeartbeatInbound heartbeat)
    {
        device.Beat(heartbeat.ArrivalMs);
        device.Say("online", heartbeat.ArrivalMs);
        if (heartbeat.Json is not null) device.HeartbeatJson = StoreText.Clean(heartbeat.Json);
    }

    private static Outcome Apply(DeviceRow device, InfoInbound info)
    {
        device.InfoJson = StoreText.Clean(info.Json);
        return Outcome.Stored;
    }

    private Outcome Apply(DeviceRow device, ResponseInbound response)
    {
        if (!_open.Remove((device.Key, response.RequestId))) return Outcome.Ignored;
        var state = response.Success ? CommandState.Done : CommandState.Failed;
        Answers.Add(new CommandAnswer(device.Key, response.RequestId, state, StoreText.Clean(response.Json), response.ArrivalMs));
        return Outcome.Stored;
    }

    private LedgerRow LedgerOf(DeviceRow device, string boot, long atMs)
    {
        if (!_ledgers.TryGetValue((device.Key, boot), out var row)) _ledgers.Add((device.Key, boot), row = new LedgerRow(device.Key, device.DeviceId, boot, atMs));
        _touched.Add(row);
        return row;
    }
}
