using System.Diagnostics;

namespace Nanofleet.Load.Generator;

/// <summary>What the generator counts. Its thread writes; whoever shows progress reads what is there.</summary>
internal sealed class Tally
{
    /// <summary>Messages, each once, however often it was repeated.</summary>
    public long Sent;

    public long Acked;

    /// <summary>Messages that boards know to be stored by <c>stored</c>.</summary>
    public long Settled;

    /// <summary>Messages that were seen in the database; written by whoever looks there.</summary>
    public long Stored;

    /// <summary>Copies of messages that were sent before.</summary>
    public long Repeated;

    /// <summary>Connections that were lost.</summary>
    public long Lost;

    /// <summary>Timestamps of Stopwatch.</summary>
    public long StartedAt;
    public long LastAnswerAt;

    /// <summary>From due to be sent to PUBACK.</summary>
    public LatencyHistogram ToPuback { get; } = new();

    /// <summary>From taken to named in <c>stored</c>.</summary>
    public LatencyHistogram ToStored { get; } = new();

    /// <summary>From the first message to the last answer.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(StartedAt, Math.Max(StartedAt, LastAnswerAt));
}
