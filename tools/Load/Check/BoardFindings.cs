using Nanofleet.Load.Generator;

namespace Nanofleet.Load.Check;

/// <summary>What the database holds of one board: which messages came with all their readings, and which more than once.</summary>
internal sealed class BoardFindings
{
    private readonly MessageSet[] _bySensor = [.. Sensors.All.Select(_ => new MessageSet())];

    /// <summary>Messages of which some row is there more than once.</summary>
    public MessageSet Twice { get; } = new();

    /// <summary>Rows that no message of this run can have made.</summary>
    public long Strange { get; private set; }

    /// <summary>What the ledger says is stored.</summary>
    public MessageSet Ledger { get; } = new();

    public void AddRow(int sensor, double value, long taken)
    {
        if (Sensors.SeqOf(sensor, value) is not { } seq || seq > taken) Strange++;
        else if (!_bySensor[sensor].Add(seq)) Twice.Add(seq);
    }

    public bool IsComplete(long seq) => Array.TrueForAll(_bySensor, sensor => sensor.Contains(seq));

    public bool IsTouched(long seq) => Array.Exists(_bySensor, sensor => sensor.Contains(seq));
}
