using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Devices;

/// <summary>
/// Who is there. Online: any message that is not of the past, or the status online. Offline: a last will that is not
/// answered by a new life within the grace, silence, or silence of one that sleeps beyond its next wake. Decides only; <see cref="PresenceLoop"/> writes and tells.
/// </summary>
public sealed class Presence(DevicesOptions options) : ICommitObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Device> _devices = [];
    private readonly HashSet<string> _changed = [];

    /// <summary>Called when there is a change to take; must not wait.</summary>
    public event Action? Changed;

    /// <summary>At start: what the database says, with a full period to show up again.</summary>
    public void Restore(IEnumerable<DeviceRecord> records, long nowMs)
    {
        lock (_gate)
        {
            foreach (var record in records)
                _devices.TryAdd(record.DeviceId, new Device { IsOnline = record.IsOnline, Status = record.Status, LastSeenMs = nowMs, MissedAtMs = MissedAt(record, nowMs) });
        }
    }

    public void Committed(IReadOnlyList<Inbound> batch, CommitResult result)
    {
        bool any;
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++) Apply(batch[i], result.Outcomes[i]);
            any = _changed.Count > 0;
        }

        if (any) Changed?.Invoke();
    }

    /// <summary>Counts those as offline whose grace, silence or sleep is over.</summary>
    public void Sweep(long nowMs)
    {
        var silence = (long)options.OfflineAfter.TotalMilliseconds;
        lock (_gate)
        {
            foreach (var (id, device) in _devices)
                if (device.IsOnline ? device.WillDueMs <= nowMs || device.LastSeenMs + silence <= nowMs : device.MissedAtMs <= nowMs) Set(id, device, false, StatusMessage.Offline, nowMs);
        }
    }

    /// <summary>The silence was the gateway's: it could not hear. Everybody gets a full period again.</summary>
    public void Forgive(long nowMs)
    {
        lock (_gate)
        {
            foreach (var device in _devices.Values)
            {
                device.LastSeenMs = nowMs;
                // Who woke meanwhile was not heard, and is asleep again.
                if (device.MissedAtMs < nowMs + device.SleepsForMs) device.MissedAtMs = nowMs + device.SleepsForMs;
            }
        }
    }

    /// <summary>The newest state of every device that changed since the last call.</summary>
    public IReadOnlyList<PresenceChanged> TakeChanges()
    {
        lock (_gate)
        {
            PresenceChanged[] taken = [.. _changed.Select(id => (id, device: _devices[id])).Select(d => new PresenceChanged(d.id, d.device.ChangedMs, d.device.IsOnline, d.device.Status))];
            _changed.Clear();
            return taken;
        }
    }

    /// <summary>A change could not be written: it is taken again, unless there is a newer one.</summary>
    public void GiveBack(PresenceChanged change)
    {
        lock (_gate) _changed.Add(change.DeviceId);
    }

    private void Apply(Inbound item, Outcome outcome)
    {
        if (outcome == Outcome.Rejected) return; // of nobody we know: it must not fill the memory
        if (item.Spooled is not null && _devices.TryGetValue(item.DeviceId, out var known) && item.ArrivalMs < known.LastSeenMs) return; // something newer was heard
        switch (item)
        {
            case { Replays: > 0 } or QuarantineInbound or InfoInbound { Retained: true } or ConfigInbound { Retained: true }:
                return; // no sign of life
            case StatusInbound when outcome == Outcome.Ignored:
                return; // the will of a session that is over
            case StatusInbound { Status: StatusMessage.Offline } will:
                Leave(will);
                return;
            case StatusInbound { Status: StatusMessage.Sleeping } sleeping:
                Sleep(sleeping);
                return;
            default:
                Live(item.DeviceId, item.ArrivalMs);
                return;
        }
    }

    private void Live(string id, long atMs)
    {
        var device = Find(id);
        device.LastSeenMs = Math.Max(device.LastSeenMs, atMs);
        device.WillDueMs = null;
        if (!device.IsOnline) Set(id, device, true, StatusMessage.Online, atMs);
    }

    private void Leave(StatusInbound will)
    {
        var device = Find(will.DeviceId);
        // A retained one is no news: whoever sent it had all the time since to come back, and would then have replaced it.
        if (will.Retained || !device.IsOnline) Set(will.DeviceId, device, false, will.Status, will.ArrivalMs);
        else device.WillDueMs = will.ArrivalMs + (long)options.WillGrace.TotalMilliseconds;
    }

    private void Sleep(StatusInbound goodbye)
    {
        var device = Find(goodbye.DeviceId);
        Set(goodbye.DeviceId, device, false, goodbye.Status, goodbye.ArrivalMs);
        device.MissedAtMs = NextWake.MissedAtMs(goodbye.Json, goodbye.ArrivalMs, !goodbye.Retained, options.OfflineAfter);
        device.SleepsForMs = Math.Max(0, (device.MissedAtMs ?? 0) - goodbye.ArrivalMs);
    }

    private long? MissedAt(DeviceRecord record, long nowMs) =>
        record.Status == StatusMessage.Sleeping ? NextWake.MissedAtMs(record.ReportJson, record.LastSeenMs ?? nowMs, isNews: false, options.OfflineAfter) : null;

    private Device Find(string id)
    {
        if (!_devices.TryGetValue(id, out var device)) _devices.Add(id, device = new Device());
        return device;
    }

    private void Set(string id, Device device, bool online, string status, long atMs)
    {
        if (device.IsOnline == online && device.Status == status) return;
        (device.IsOnline, device.Status, device.ChangedMs, device.WillDueMs, device.MissedAtMs) = (online, status, atMs, null, null);
        _changed.Add(id);
    }

    private sealed class Device
    {
        public bool IsOnline { get; set; }

        public string Status { get; set; } = "";

        public long LastSeenMs { get; set; }

        public long? WillDueMs { get; set; }

        /// <summary>Of one that sleeps.</summary>
        public long? MissedAtMs { get; set; }

        public long SleepsForMs { get; set; }

        public long ChangedMs { get; set; }
    }
}
