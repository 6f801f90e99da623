namespace Nanofleet.Benchmarks.Peers;

/// <summary>How a scenario wants a broker.</summary>
internal sealed record PeerNeeds
{
    /// <summary>A subscriber inside the broker's process gets every message, where the broker can have one.</summary>
    public bool HostSubscribes { get; init; }

    /// <summary>A PEM file with certificate and key: it speaks TLS.</summary>
    public string? Certificate { get; init; }
}
