using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>One thing that is measured in the same way on every peer.</summary>
internal interface IScenario
{
    string Name { get; }

    string Description { get; }

    /// <summary>The first is ours; the others are compared with it.</summary>
    IReadOnlyList<Peer> Peers { get; }

    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>It neither needs to be warmed up nor repeated.</summary>
    bool IsMeasuredOnce => false;

    /// <summary>Starts a peer and leaves it ready to be measured again and again.</summary>
    Task<IMeasuredPeer> PrepareAsync(Peer peer, BenchmarkOptions options);
}
