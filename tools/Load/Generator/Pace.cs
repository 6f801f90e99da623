using System.Diagnostics;

namespace Nanofleet.Load.Generator;

/// <summary>
/// How many messages each connection may have sent by a moment, and when each of them was due. Connections take turns, so
/// that a low rate is not a burst of all. What was due and could not be sent stays due, and its waiting counts.
/// </summary>
internal sealed class Pace(GeneratorPlan plan)
{
    private long _since;

    /// <summary>From now on messages are due.</summary>
    public void Start(long now) => _since = now;

    /// <summary>No new message is given out.</summary>
    public bool IsStopped { get; private set; }

    public void Stop() => IsStopped = true;

    /// <summary>How many in all this connection has to send; long.MaxValue while only the time ends it.</summary>
    public long Share(int connection) =>
        plan.Messages is { } all ? all / plan.Connections + (connection < all % plan.Connections ? 1 : 0) : long.MaxValue;

    /// <summary>How many of them are due.</summary>
    public long Due(int connection, long now)
    {
        if (plan.Rate is not { } rate) return long.MaxValue;
        var all = Stopwatch.GetElapsedTime(_since, now).TotalSeconds * rate;
        return Math.Max(0, (long)Math.Floor((all - connection) / plan.Connections) + 1);
    }

    /// <summary>When the message with this index (from 0) of a connection is due; in a flood that is now.</summary>
    public long DueAt(int connection, long index, long now) =>
        plan.Rate is { } rate ? _since + (long)((index * plan.Connections + connection) / rate * Stopwatch.Frequency) : now;

    /// <summary>So many were sent, and that is all.</summary>
    public bool IsAllGivenOut(long sent) => sent >= plan.Messages;

    /// <summary>The time is over.</summary>
    public bool IsOver(long now) => plan.Duration is { } duration && Stopwatch.GetElapsedTime(_since, now) >= duration;
}
