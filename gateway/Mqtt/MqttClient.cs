namespace Nanofleet.Mqtt;

/// <summary>One client of a broker.</summary>
public sealed class MqttClient(MqttClientOptions options, IMqttReceiver? receiver = null, TimeProvider? clock = null) : IMqttBus, IAsyncDisposable
{
    private readonly MqttClientOptions _options = options;
    private readonly IMqttReceiver? _receiver = receiver;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public bool IsConnected => false;
    public Task<MqttDisconnect> Closed => throw new NotSupportedException($"{_options} {_receiver} {_clock}");
    public Task<MqttConnectResult> ConnectAsync(CancellationToken cancel = default) => throw new NotSupportedException();
    public Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default) => throw new NotSupportedException();
    public Task<IReadOnlyList<MqttReasonCode>> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel = default) => throw new NotSupportedException();
    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) => throw new NotSupportedException();
    public Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.NormalDisconnection, CancellationToken cancel = default) => throw new NotSupportedException();
    public void Abort() => throw new NotSupportedException();
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
