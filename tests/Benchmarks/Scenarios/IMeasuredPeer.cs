namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>A peer that is running, with the connections that a scenario wants to it.</summary>
internal interface IMeasuredPeer : IAsyncDisposable
{
    /// <summary>One measurement: a value per metric of the scenario.</summary>
    Task<double[]> MeasureAsync(TimeSpan duration);
}
