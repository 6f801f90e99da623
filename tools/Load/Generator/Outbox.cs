namespace Nanofleet.Load.Generator;

/// <summary>
/// What a board keeps until the gateway has named it as stored, as the firmware's outbox does: a reading that the broker
/// acknowledged and nobody reports stored is sent again after a while, one that the gateway misses at once.
/// </summary>
internal sealed class Outbox(int capacity, long resendAfterMs)
{
    private const long Settled = -1;
    private const long OnTheWay = long.MaxValue;

    private long[] _dueMs = new long[16];
    private long[] _takenMs = new long[16];

    /// <summary>All up to this number are settled.</summary>
    public long SettledTo { get; private set; }

    /// <summary>The highest number that was put in.</summary>
    public long Highest { get; private set; }

    public bool IsFull => Highest - SettledTo >= capacity;

    public bool IsEmpty => Highest == SettledTo;

    /// <summary>Takes the next sequence number, which is about to be sent.</summary>
    public void Add(long takenMs)
    {
        if (Highest - SettledTo == _dueMs.Length) Grow();
        Highest++;
        (_dueMs[At(Highest)], _takenMs[At(Highest)]) = (OnTheWay, takenMs);
    }

    /// <summary>The broker has it; that does not mean that it is stored.</summary>
    public void Acknowledged(long seq, long nowMs)
    {
        if (IsOpen(seq)) _dueMs[At(seq)] = nowMs + resendAfterMs;
    }

    /// <summary>The gateway has all up to a number but the missing ones; returns the times at which those that this settles were taken.</summary>
    public void Settle(StoredAnswer answer, long nowMs, Action<long> settled)
    {
        for (var seq = SettledTo + 1; seq <= Math.Min(answer.UpTo, Highest); seq++)
        {
            ref var due = ref _dueMs[At(seq)];
            if (due == Settled) continue;
            if (!answer.Misses(seq))
            {
                due = Settled;
                settled(_takenMs[At(seq)]);
            }
            else if (due != OnTheWay)
            {
                due = nowMs;
            }
        }

        while (SettledTo < Highest && _dueMs[At(SettledTo + 1)] == Settled) SettledTo++;
    }

    /// <summary>The connection is gone: whatever is not settled is sent again over the next, but for what the connection itself repeats.</summary>
    public void LinkLost()
    {
        for (var seq = SettledTo + 1; seq <= Highest; seq++)
            if (_dueMs[At(seq)] is not Settled and not OnTheWay) _dueMs[At(seq)] = 0;
    }

    /// <summary>Calls back for what is to be sent again now, and takes it as on the way.</summary>
    public void TakeDue(long nowMs, Action<long, long> due)
    {
        for (var seq = SettledTo + 1; seq <= Highest; seq++)
        {
            if (_dueMs[At(seq)] == Settled || _dueMs[At(seq)] > nowMs) continue;
            _dueMs[At(seq)] = OnTheWay;
            due(seq, _takenMs[At(seq)]);
        }
    }

    private bool IsOpen(long seq) => seq > SettledTo && seq <= Highest && _dueMs[At(seq)] != Settled;

    private long At(long seq) => seq & (_dueMs.Length - 1);

    private void Grow()
    {
        var (due, taken) = (new long[_dueMs.Length * 2], new long[_dueMs.Length * 2]);
        for (var seq = SettledTo + 1; seq <= Highest; seq++)
        {
            var to = seq & (due.Length - 1);
            (due[to], taken[to]) = (_dueMs[At(seq)], _takenMs[At(seq)]);
        }

        (_dueMs, _takenMs) = (due, taken);
    }
}
