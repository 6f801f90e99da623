using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Nanofleet.Mqtt;

/// <summary>A broker in this process.</summary>
public sealed class MqttBroker(MqttBrokerOptions options, IMqttReceiver? host = null, TimeProvider? clock = null, ILogger<MqttBroker>? logger = null) : IMqttBus, IAsyncDisposable
{
    private readonly object[] _parts = [options, host!, clock!, logger!];

    /// <summary>Serves one connection to its end.</summary>
    public Task ServeAsync(ConnectionContext connection, CancellationToken cancel = default) => throw new NotSupportedException($"{_parts}");

    /// <summary>Serves one connection to its end, over any pair of pipes.</summary>
    public Task ServeAsync(IDuplexPipe transport, EndPoint? remote, CancellationToken cancel = default) => throw new NotSupportedException();

    /// <summary>Stand-alone: accepts TCP connections at this endpoint until the listener is disposed. Port 0 takes a free one.</summary>
    public Task<MqttListener> ListenAsync(IPEndPoint endpoint, CancellationToken cancel = default) => throw new NotSupportedException();

    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) => throw new NotSupportedException();

    /// <summary>What the broker counts.</summary>
    public MqttBrokerCounters Counters { get; } = new();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
