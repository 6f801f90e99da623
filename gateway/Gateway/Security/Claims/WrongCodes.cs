namespace Nanofleet.Gateway.Security.Claims;

/// <summary>
/// Counts wrong claim codes and tokens, from one address and from all together, by the minute. Who has tried too often is not
/// judged at all for the rest of it, not even with the right one, so that guessing learns nothing. Each attempt counts as
/// wrong until it is found right: many at once are not judged before the first is counted.
/// </summary>
public sealed class WrongCodes(TimeProvider clock)
{
    private const int MostPerAddress = 10;

    /// <summary>So many a minute for a quarter of an hour are less than one in 10^14 of all codes.</summary>
    private const int Most = 60;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byAddress = [];
    private long _began = clock.GetTimestamp();
    private int _all;

    /// <summary>Counts an attempt and returns null, or how long the caller must wait.</summary>
    /// <param name="address">What counts as one address (<see cref="RemoteAddress.Counted"/>).</param>
    public TimeSpan? Take(string address)
    {
        lock (_gate)
        {
            var passed = Turn();
            var count = _byAddress.GetValueOrDefault(address);
            if (_all >= Most || count >= MostPerAddress) return Window - passed;
            _all++; // never more than Most, so neither are the addresses
            _byAddress[address] = count + 1;
            return null;
        }
    }

    /// <summary>The attempt was right after all.</summary>
    public void GiveBack(string address)
    {
        lock (_gate)
        {
            Turn();
            if (_byAddress.GetValueOrDefault(address) is not (> 0 and var count)) return; // a new minute has begun since
            _all--;
            _byAddress[address] = count - 1;
        }
    }

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
