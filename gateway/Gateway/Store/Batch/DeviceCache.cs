namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// Rows of devices, with their accounts, that stay in memory between the commits of the only connection that writes. They are
/// what the database has for as long as nobody else writes: the caller clears it when somebody has.
/// </summary>
internal sealed class DeviceCache
{
    /// <summary>A hundred thousand devices with a short report each.</summary>
    private const long MostBytes = 128L * 1024 * 1024;

    /// <summary>What a row takes changes while batches change it, so that is counted anew now and then.</summary>
    private const int CountEvery = 100_000;

    private readonly Dictionary<string, DeviceRow> _rows = new(StringComparer.Ordinal);
    private long _bytes;
    private int _added;

    public DeviceRow? Find(string deviceId) => _rows.GetValueOrDefault(deviceId);

    public void Add(DeviceRow row)
    {
        _rows[row.DeviceId] = row;
        _bytes += row.Bytes;
        if (++_added % CountEvery == 0) _bytes = _rows.Values.Sum(known => (long)known.Bytes);
    }

    /// <summary>Starts anew where it has become too large: who still sends is back after one message.</summary>
    public void Trim()
    {
        if (_bytes > MostBytes) Clear();
    }

    public void Forget(string deviceId) => _rows.Remove(deviceId);

    public void Clear()
    {
        _rows.Clear();
        _bytes = 0;
    }
}
