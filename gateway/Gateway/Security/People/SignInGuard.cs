namespace Nanofleet.Gateway.Security.People;

/// <summary>
/// Counts wrong passwords by name and address together, by address and by name, and makes each wait, longer and longer up to a
/// limit. So nobody tries many passwords, and nobody can lock a person out for long from elsewhere: what is counted by name
/// does not hold up a browser in which that person has signed in before (<see cref="KnownBrowser"/>). Bounded in memory.
/// </summary>
internal sealed class SignInGuard(SignInOptions options, TimeProvider clock)
{
    /// <summary>Of each, some 200 bytes.</summary>
    private const int MostCounts = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Count> _counts = [];
    private readonly Queue<string> _order = new();

    /// <summary>How many are remembered.</summary>
    internal int Size { get { lock (_gate) return _counts.Count; } }

    /// <summary>How long this attempt has to wait; zero where it may be made.</summary>
    public TimeSpan Wait(SignInAttempt attempt)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var until = Keys(attempt).Select(key => _counts.TryGetValue(key.Name, out var count) ? count.LockedUntil : default).Max();
            return until > now ? until - now : TimeSpan.Zero;
        }
    }

    /// <summary>True where this failure begins a wait.</summary>
    public bool Fail(SignInAttempt attempt)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var locked = false;
            foreach (var (name, most) in Keys(attempt))
            {
                var count = Find(name, now);
                count.Failures++;
                count.Last = now;
                if (count.Failures < most) continue;
                count.LockedUntil = now + Longer(count.Failures - most);
                locked = true;
            }

            return locked;
        }
    }

    /// <summary>Forgets what was counted for this name here; what comes from the address with other names stays counted.</summary>
    public void Succeed(SignInAttempt attempt)
    {
        lock (_gate) _counts.Remove(Keys(attempt)[0].Name);
    }

    private TimeSpan Longer(int times)
    {
        var wait = options.Lock * Math.Pow(2, Math.Min(times, 20));
        return wait < options.LongestLock ? wait : options.LongestLock;
    }

    private (string Name, int Most)[] Keys(SignInAttempt attempt) => attempt.KnownBrowser is { } browser
        ? [($"browser {browser}", options.Failures)]
        : [($"both {attempt.NormalName} {attempt.Address}", options.Failures), ($"address {attempt.Address}", options.FailuresPerAddress), ($"name {attempt.NormalName}", options.FailuresPerName)];

    /// <summary>A count that nothing was added to for twice the longest wait begins anew.</summary>
    private Count Find(string name, DateTimeOffset now)
    {
        if (_counts.TryGetValue(name, out var count) && now - count.Last < options.LongestLock * 2) return count;
        if (count is null) MakeRoomFor(name);
        return _counts[name] = new Count();
    }

    private void MakeRoomFor(string name)
    {
        while (_order.Count >= MostCounts) _counts.Remove(_order.Dequeue());
        _order.Enqueue(name);
    }

    private sealed class Count
    {
        public int Failures { get; set; }
        public DateTimeOffset Last { get; set; }
        public DateTimeOffset LockedUntil { get; set; }
    }
}
