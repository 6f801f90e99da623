using System.Collections.Concurrent;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// What was refused at the gateway's own broker since it started, by device. Only devices that have credentials, or
/// are suspended or retired, are listed, so strangers cannot fill it; what names none of them counts under the empty name.
/// </summary>
public sealed class DeviceRefusals(TimeProvider clock)
{
    public const string Strangers = "";

    private readonly ConcurrentDictionary<string, Counts> _all = [];

    public IEnumerable<RefusalCounts> All => _all.Values.Select(counts => counts.Read());

    /// <summary>Null where nothing of it was refused.</summary>
    public RefusalCounts? Find(string deviceId) => _all.GetValueOrDefault(deviceId)?.Read();

    /// <summary>Returns how often that has happened now.</summary>
    /// <param name="what">The topic, filter, client identifier or user name that was refused; never a password.</param>
    public long Add(string deviceId, DeviceRefusal kind, string what) =>
        _all.GetOrAdd(deviceId, static id => new Counts(id)).Add(kind, what, clock.GetUtcNow());

    private sealed class Counts(string deviceId)
    {
        private readonly Lock _gate = new();
        private readonly long[] _counts = new long[Enum.GetValues<DeviceRefusal>().Length];
        private string _last = "";
        private DeviceRefusal _lastKind;
        private DateTimeOffset _lastAt;

        public long Add(DeviceRefusal kind, string what, DateTimeOffset at)
        {
            lock (_gate)
            {
                (_last, _lastKind, _lastAt) = (Ingest.Refusal.Cut(what), kind, at);
                return ++_counts[(int)kind];
            }
        }

        public RefusalCounts Read()
        {
            lock (_gate)
            {
                return new RefusalCounts(
                    deviceId, _counts[(int)DeviceRefusal.Connect], _counts[(int)DeviceRefusal.Publish], _counts[(int)DeviceRefusal.Subscribe], _lastKind, _last, _lastAt);
            }
        }
    }
}
