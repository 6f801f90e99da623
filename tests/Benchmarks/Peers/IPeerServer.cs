using System.Net;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>A broker under measurement, in a process of its own.</summary>
internal interface IPeerServer : IAsyncDisposable
{
    IPEndPoint EndPoint { get; }

    int ProcessId { get; }

    /// <summary>Messages that its in-process subscriber got; null where a broker can have none.</summary>
    Task<long?> CountAsync();

    /// <summary>Gives back what memory it can, where it can be asked to.</summary>
    Task CollectAsync();
}
