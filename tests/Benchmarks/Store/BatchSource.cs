using Nanofleet.Gateway.Store;

namespace Nanofleet.Benchmarks.Store;

/// <summary>
/// Batches of messages as the decoder hands them over, each with three readings: the next numbers of devices that take turns. Made
/// beforehand and only stamped again, so that making them does not count.
/// </summary>
internal sealed class BatchSource
{
    private static readonly (string Name, string Unit)[] Sensors = [("temperature", "°C"), ("humidity", "%"), ("light", "lx")];

    private readonly string _boot = Guid.NewGuid().ToString("N")[..8]; // a database may know those of earlier runs
    private readonly string[] _devices;
    private readonly long[] _seqs;
    private readonly DataInbound[] _batch;
    private readonly List<ReadingRow>[] _readings;
    private int _next;

    /// <param name="known">Where there are more devices than send, those that send are spread among them.</param>
    public BatchSource(int devices, int batch, int known)
    {
        var turn = Math.Max(1, known / devices);
        _devices = [.. Enumerable.Range(0, devices).Select(at => BenchDatabase.DeviceId(at * turn))];
        _seqs = new long[devices];
        _batch = new DataInbound[batch];
        _readings = [.. Enumerable.Range(0, batch).Select(_ => new List<ReadingRow>(Sensors.Length))];
    }

    public IReadOnlyList<Inbound> Next()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        for (var at = 0; at < _batch.Length; at++)
        {
            var device = _next;
            _next = (_next + 1) % _devices.Length;
            var readings = _readings[at];
            readings.Clear();
            foreach (var (name, unit) in Sensors) readings.Add(new ReadingRow(name, 20 + (at * 0.01), unit, now, TimeQuality.Device));
            _batch[at] = new DataInbound(_devices[device], now, _boot, ++_seqs[device], readings, [], []);
        }

        return _batch;
    }
}
