using System.Net;

namespace Nanofleet.Mqtt;

/// <summary>A broker's open port.</summary>
public sealed class MqttListener : IAsyncDisposable
{
    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Stops accepting; connections that stand go on until the broker is disposed.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
