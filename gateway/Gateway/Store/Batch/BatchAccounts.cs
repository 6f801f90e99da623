using Nanofleet.Contract;

namespace Nanofleet.Gateway.Store.Batch;

/// <summary>The accounts that a batch changes: which numbers of a boot are stored, and which dropped. The usual message changes one in place.</summary>
internal sealed class BatchAccounts
{
    private readonly List<LedgerRow> _touched = [];

    public IEnumerable<LedgerRow> Changed => _touched.Where(ledger => ledger.IsChanged);

    public void Clear() => _touched.Clear();

    /// <summary>The account of a boot, new where there is none.</summary>
    public LedgerRow Of(DeviceRow device, string boot, long atMs)
    {
        var row = device.Find(boot) ?? device.Add(new LedgerRow(device.Key, device.DeviceId, boot, atMs));
        if (row.IsTouched) return row;
        row.IsTouched = true;
        _touched.Add(row);
        return row;
    }

    /// <param name="empty">Nothing of the message can be stored: then it is also known where that was so before.</param>
    public static bool IsDuplicate(Ledger ledger, long seq, bool empty) =>
        ledger.IsStored(seq) || (empty && ledger.IsDropped(seq, DropReasons.Refused));

    /// <summary>Accounts for a message and what it reports as dropped; false, and nothing is changed, where an account would outgrow its row.</summary>
    public bool TryTake(DeviceRow device, LedgerRow? own, DataInbound data, bool empty)
    {
        if (data.Drops.Count > 0 || empty) return TryTakeWithCare(device, own, data, empty);
        return own is null || own.TryStore(data.Seq, data.ArrivalMs) || TryTakeWithCare(device, own, data, empty);
    }

    /// <summary>Changes the account of a boot, unless it would outgrow its row by it; nothing where there is no boot.</summary>
    public void Change(DeviceRow device, string? boot, long atMs, Action<Ledger> change)
    {
        if (boot is null) return;
        var row = Of(device, boot, atMs);
        var ledger = row.Ledger.Copy();
        change(ledger);
        if (ledger.Fits) row.Change(ledger, atMs);
    }

    /// <summary>What is missing of a boot will never arrive. A ledger that would outgrow its row by it stays as it is: its gaps stay open.</summary>
    public Outcome GiveUp(DeviceRow device, string boot, long atMs)
    {
        var row = Of(device, boot, atMs);
        var ledger = row.Ledger.Copy();
        foreach (var range in ledger.Missing()) ledger.Drop(range, DropReasons.NeverArrived);
        if (!ledger.Fits) return Outcome.Ignored;
        row.Change(ledger, row.LastSeenMs); // nothing was heard of it
        return Outcome.Stored;
    }

    /// <summary>The state of those that the batch asked for. A pending device is told nothing: what waits for its approval is not stored yet.</summary>
    public List<LedgerState> States(ReadOnlySpan<BatchDevice> devices)
    {
        var states = new List<LedgerState>(_touched.Count);
        foreach (var device in devices)
        {
            if (device.Row is not { } row || row.Admission == Admission.Pending) continue;
            foreach (var ledger in row.Ledgers)
            {
                if (ledger.IsTouched) states.Add(ledger.State);
            }
        }

        return states;
    }

    /// <summary>Tries on copies first: a message that the ledger cannot take changes nothing.</summary>
    private bool TryTakeWithCare(DeviceRow device, LedgerRow? own, DataInbound data, bool empty)
    {
        Dictionary<LedgerRow, Ledger> changed = [];
        if (own is not null)
        {
            if (empty) Changing(own).Drop(new SeqRange(data.Seq, data.Seq), DropReasons.Refused);
            else Changing(own).Store(data.Seq);
        }

        foreach (var drop in data.Drops)
            Changing(Of(device, drop.Boot, data.ArrivalMs)).Drop(new SeqRange(drop.From, drop.To), drop.Reason);
        if (changed.Values.Any(ledger => !ledger.Fits)) return false;
        foreach (var (row, ledger) in changed) row.Change(ledger, data.ArrivalMs);
        return true;

        Ledger Changing(LedgerRow row)
        {
            if (!changed.TryGetValue(row, out var copy)) changed.Add(row, copy = row.Ledger.Copy());
            return copy;
        }
    }
}
