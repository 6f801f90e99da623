using Nanofleet.Load.Check;

namespace Nanofleet.Load.Run;

/// <summary>What a run came to.</summary>
internal sealed record LoadResult
{
    public required long Sent { get; init; }

    /// <summary>Answered with a PUBACK; null at QoS 0, which has none.</summary>
    public required long? Acked { get; init; }

    /// <summary>Null where no database was named to look into.</summary>
    public required long? Stored { get; init; }

    public required long? Lost { get; init; }

    public required long? Duplicates { get; init; }

    /// <summary>Messages a second, from the first sent to the last stored.</summary>
    public required double Rate { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public TimeSpan? P50 { get; init; }

    public TimeSpan? P99 { get; init; }

    /// <summary>From what to what the latency is.</summary>
    public required string LatencyMeaning { get; init; }

    /// <summary>By program, the gateway first: CPU microseconds a message.</summary>
    public required IReadOnlyList<(string Name, double Micros)> Cpu { get; init; }

    public required double GeneratorCpu { get; init; }

    public required long Repeated { get; init; }

    public required long ConnectionsLost { get; init; }

    /// <summary>Bytes that the gateway held at the begin, in the middle and at the end.</summary>
    public required IReadOnlyList<long> Memory { get; init; }

    public BalanceCheck? Balance { get; init; }

    /// <summary>Messages that were sent and never answered, and so may be stored or not.</summary>
    public required long Unanswered { get; init; }

    /// <summary>In words, the first few things that are wrong.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Nothing lost, nothing twice, and the gateway's own account adds up.</summary>
    public bool IsGood => Faults.Count == 0 && Lost is null or 0 && Duplicates is null or 0;
}
