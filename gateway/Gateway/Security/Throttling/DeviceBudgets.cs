using System.Collections.Concurrent;
using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>
/// The budgets of all devices that were heard lately. Bounded: where there are too many, those that are idle are forgotten
/// with what was counted of them, and where none is, further ones share one. Finding one allocates nothing.
/// </summary>
public sealed class DeviceBudgets(LimitsOptions options, TimeProvider clock, int most = DeviceBudgets.Most)
{
    /// <summary>One takes some 250 bytes.</summary>
    public const int Most = 100_000;

    /// <summary>Going through all of them is nothing to do for each message of a flood.</summary>
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, DeviceBudget> _all = new(StringComparer.Ordinal);
    private readonly DeviceBudget _others = new(options, clock);
    private long _forgotAt;
    private int _count;

    public bool IsOn => options.Enabled;

    /// <summary>Of all devices together.</summary>
    public DeviceBudgetCounts Total => _all.Values.Aggregate(_others.Counts, (sum, budget) => sum + budget.Counts);

    public DeviceBudgetCounts Counts(string deviceId) => _all.TryGetValue(deviceId, out var budget) ? budget.Counts : default;

    public DeviceBudget Of(string deviceId) => _all.TryGetValue(deviceId, out var budget) ? budget : Make(deviceId);

    /// <summary>An upload over the measure is refused, and its sender sends it again.</summary>
    public bool AdmitsUpload(string deviceId, int bytes) => !IsOn || Of(deviceId).TryTake(bytes, isState: false, isNumbered: true);

    /// <summary>The same for a name that is no string yet.</summary>
    public DeviceBudget Of(ReadOnlySpan<char> deviceId) =>
        _all.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(deviceId, out var budget) ? budget : Make(deviceId.ToString());

    private DeviceBudget Make(string deviceId)
    {
        if (deviceId.Length > Limits.DeviceId) return _others; // a client's identifier may have 65,535 characters, and is kept
        if (Volatile.Read(ref _count) >= most) Forget();
        if (Volatile.Read(ref _count) >= most) return _others;
        var made = new DeviceBudget(options, clock);
        if (!_all.TryAdd(deviceId, made)) return _all.GetValueOrDefault(deviceId, made);
        Interlocked.Increment(ref _count);
        return made;
    }

    private void Forget()
    {
        var before = Volatile.Read(ref _forgotAt);
        var now = clock.GetTimestamp();
        if (before != 0 && clock.GetElapsedTime(before, now) < ForgetInterval) return;
        if (Interlocked.CompareExchange(ref _forgotAt, now, before) != before) return; // another thread does it
        foreach (var (deviceId, budget) in _all)
            if (budget.IsIdle && _all.TryRemove(deviceId, out _)) Interlocked.Decrement(ref _count);
    }
}
