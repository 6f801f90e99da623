namespace Nanofleet.Mqtt;

/// <summary>What a host needs of an MQTT client, whoever made it. <see cref="MqttClient"/> is ours.</summary>
public interface IMqttClient : IMqttBus, IAsyncDisposable
{
    /// <summary>The broker accepted and the connection has not ended since.</summary>
    bool IsConnected { get; }

    /// <summary>Completes when the present connection has ended, with the reason; never faults.</summary>
    Task<MqttDisconnect> Closed { get; }

    /// <summary>
    /// Makes one attempt. The broker's refusal is a value; no network, no trust or no answer is an
    /// <see cref="MqttConnectException"/> that says which.
    /// </summary>
    Task<MqttConnectResult> ConnectAsync(CancellationToken cancel = default);

    /// <summary>Subscribes; one reason per filter, in order: the granted QoS or a refusal.</summary>
    Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default);

    /// <summary>Says goodbye and waits for the end; does nothing when not connected.</summary>
    Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.NormalDisconnection, CancellationToken cancel = default);
}
