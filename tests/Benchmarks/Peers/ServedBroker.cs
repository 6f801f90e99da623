namespace Nanofleet.Benchmarks.Peers;

/// <summary>A broker in this process, as the verb "serve" runs it.</summary>
internal abstract class ServedBroker : IAsyncDisposable
{
    public abstract int Port { get; }

    /// <summary>Messages that the in-process subscriber got.</summary>
    public abstract long Count { get; }

    public abstract ValueTask DisposeAsync();
}
