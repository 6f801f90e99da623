using System.Text;
using MQTTnet.Exceptions;
using Nanofleet.Mqtt.Client;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.MqttNet;

/// <summary>
/// MQTTnet behind the same interface as our own client: the host acknowledges when it likes, and the broker hears it in
/// the order of receipt. The way to the broker (TCP, TLS, WebSocket, Unix socket) and its error messages are our own.
/// Unlike ours it does not send unanswered publishes again after a reconnect: they fail with their connection. And it does
/// not know a QoS 2 message again that comes a second time over a later connection.
/// </summary>
public sealed class MqttNetClient(MqttClientOptions options, IMqttReceiver? receiver = null, TimeProvider? clock = null) : IMqttClient
{
    private static readonly Task<MqttDisconnect> NeverConnected =
        Task.FromResult(new MqttDisconnect(MqttReasonCode.UnspecifiedError, false, "it was never connected"));

    private readonly MqttClientOptions _options = options;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private MqttNetConnection? _connection;

    /// <inheritdoc/>
    public bool IsConnected => Volatile.Read(ref _connection) is { IsConnected: true };

    /// <inheritdoc/>
    public Task<MqttDisconnect> Closed => Volatile.Read(ref _connection)?.Closed ?? NeverConnected;

    /// <inheritdoc/>
    public async Task<MqttConnectResult> ConnectAsync(CancellationToken cancel = default)
    {
        await _connecting.WaitAsync(cancel);
        try
        {
            if (IsConnected) throw new InvalidOperationException("the client is connected");
            await Closed;
            return await ConnectLimit.RunAsync(_options, _clock, ConnectOnceAsync, cancel);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default)
    {
        var request = new MQTTnet.MqttClientSubscribeOptions { TopicFilters = [.. subscriptions.Select(Translation.ToFilter)] };
        return await AnswerAsync<IReadOnlyList<MqttReasonCode>>(async (connection, limit) => [.. (await connection.Client.SubscribeAsync(request, limit)).Items.Select(item => (MqttReasonCode)(byte)item.ResultCode)], cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        if (!TopicName.IsValid(Encoding.UTF8.GetBytes(topic)) || topic.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException($"'{topic}' is not a topic name", nameof(topic));
        var limits = Connected().Limits;
        if (qos > limits.MaximumQoS) return MqttReasonCode.QoSNotSupported; // [MQTT-3.2.2-11]
        if (retain && !limits.RetainAvailable) return MqttReasonCode.RetainNotSupported; // [MQTT-3.2.2-14]
        var message = Translation.ToMessage(topic, payload, qos, retain);
        return await AnswerAsync((connection, limit) => connection.PublishAsync(message, limit), cancel);
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.NormalDisconnection, CancellationToken cancel = default)
    {
        if (Volatile.Read(ref _connection) is { } connection) await connection.DisconnectAsync(reason).WaitAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private async Task<MqttConnectResult> ConnectOnceAsync(CancellationToken cancel)
    {
        var link = await Transport.ConnectAsync(_options, cancel);
        var connection = new MqttNetConnection(_options, receiver, link.Stream);
        try
        {
            var result = await connection.ConnectAsync(cancel);
            if (result.IsAccepted) Volatile.Write(ref _connection, connection);
            else connection.Dispose();
            return result;
        }
        catch (Exception e)
        {
            connection.Dispose();
            cancel.ThrowIfCancellationRequested();
            var hint = link.Hint is null ? "" : $"; {link.Hint}";
            throw new MqttConnectException($"no MQTT broker answers on {_options.Broker}: {e.GetBaseException().Message}{hint}", e);
        }
    }

    private MqttNetConnection Connected() =>
        Volatile.Read(ref _connection) is { IsConnected: true } connection ? connection : throw new MqttConnectionException($"not connected to {_options.Broker}");

    /// <summary>One request, with the same ways to fail as our own client.</summary>
    private async Task<T> AnswerAsync<T>(Func<MqttNetConnection, CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        var connection = Connected();
        using var limit = new CancellationTokenSource(_options.PublishTimeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            return await ask(connection, both.Token);
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            cancel.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested) throw new TimeoutException($"no answer within {_options.PublishTimeout.TotalSeconds:0.###} s", e);
            throw new MqttConnectionException($"the connection ended before the broker answered: {e.Message}", e);
        }
    }
}
