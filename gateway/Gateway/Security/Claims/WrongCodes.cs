using System.Net;

namespace Nanofleet.Gateway.Security.Claims;

/// <summary>
/// Counts wrong claim codes and tokens, from one address and from all together, by the minute. Who has tried too often is not
/// judged at all for the rest of it, not even with the right one, so that guessing learns nothing.
/// </summary>
public sealed class WrongCodes(TimeProvider clock)
{
    private const int MostPerAddress = 10;

    /// <summary>So many a minute for a quarter of an hour are less than one in 10^14 of all codes.</summary>
    private const int Most = 60;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private long _began = clock.GetTimestamp();
    private int _all;

    /// <summary>How long the caller must wait; null where he may try.</summary>
    public TimeSpan? Wait(IPAddress? address)
    {
        lock (_gate)
        {
            var passed = Turn();
            return _all >= Most || _byAddress.GetValueOrDefault(Named(address)) >= MostPerAddress ? Window - passed : null;
        }
    }

    public void Add(IPAddress? address)
    {
        lock (_gate)
        {
            Turn();
            _all++; // hardly more than Most, so neither are the addresses
            _byAddress[Named(address)] = _byAddress.GetValueOrDefault(Named(address)) + 1;
        }
    }

    private static IPAddress Named(IPAddress? address) => address ?? IPAddress.None;

    /// <summary>Begins a new minute where the last one is over; returns how much of this one has passed.</summary>
    private TimeSpan Turn()
    {
        var passed = clock.GetElapsedTime(_began);
        if (passed < Window) return passed;
        (_began, _all) = (clock.GetTimestamp(), 0);
        _byAddress.Clear();
        return TimeSpan.Zero;
    }
}
