using Nanofleet.Mqtt.Client;

namespace Nanofleet.Mqtt;

/// <summary>
/// Keeps one client connected: dials, subscribes, and after every loss waits with full-jitter exponential back-off
/// (1 s to 60 s) and dials again. A refusal by the broker is waited out like a missing network; both are told through
/// <see cref="Lost"/>. The subscriptions are made at the first connection and whenever the broker has no session.
/// </summary>
public sealed class MqttConnectionLoop(IMqttClient client, IReadOnlyList<MqttSubscription> subscriptions, TimeProvider? clock = null) : IMqttBus
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>A connection that stood so long was a good one: the next loss begins with a short pause again.</summary>
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<MqttSubscription> _subscriptions = subscriptions;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly IMqttClient _client = client;
    private readonly Backoff _backoff = new(FirstPause, LongestPause, Random.Shared);
    private volatile MqttConnectionState _state;
    private bool _subscribed;

    /// <summary>The loop of a client of our own.</summary>
    public MqttConnectionLoop(MqttClientOptions options, IReadOnlyList<MqttSubscription> subscriptions, IMqttReceiver? receiver = null, TimeProvider? clock = null)
        : this(new MqttClient(options, receiver, clock), subscriptions, clock)
    {
    }

    /// <summary>Where it stands now.</summary>
    public MqttConnectionState State => _state;

    /// <summary>Called after the session stands and the subscriptions are made, before anybody sees Connected. Failing counts as a loss.</summary>
    public Func<MqttConnectResult, CancellationToken, Task>? Connected { get; set; }

    /// <summary>Called after a connection ended or an attempt failed or was refused, with the reason and the pause that follows.</summary>
    public Action<MqttDisconnect, TimeSpan>? Lost { get; set; }

    /// <summary>Runs until cancelled, then says goodbye to the broker and returns. Run it once.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                _state = MqttConnectionState.Connecting;
                var loss = await LiveOnceAsync(cancel);
                var pause = _backoff.Next();
                _state = MqttConnectionState.Waiting;
                Lost?.Invoke(loss, pause);
                await Task.Delay(pause, _clock, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await _client.DisconnectAsync(MqttReasonCode.NormalDisconnection, CancellationToken.None);
        }
        finally
        {
            _state = MqttConnectionState.Stopped;
            await _client.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) =>
        _client.PublishAsync(topic, payload, qos, retain, cancel);

    /// <summary>One connection from dialling to its end.</summary>
    private async Task<MqttDisconnect> LiveOnceAsync(CancellationToken cancel)
    {
        try
        {
            var result = await _client.ConnectAsync(cancel);
            if (!result.IsAccepted) return new MqttDisconnect(result.ReasonCode, true, result.Explanation) { ServerReference = result.ServerReference };
            var since = _clock.GetTimestamp();
            if (await SubscribeAsync(result, cancel) is { } refusal) return await GiveUpAsync(refusal);
            if (await GreetAsync(result, cancel) is { } failure) return await GiveUpAsync(failure);
            _state = MqttConnectionState.Connected;
            var closed = await _client.Closed.WaitAsync(cancel);
            if (_clock.GetElapsedTime(since) >= GoodConnection) _backoff.Reset();
            return closed;
        }
        catch (Exception e) when (e is MqttConnectionException or TimeoutException)
        {
            return await GiveUpAsync(new MqttDisconnect(MqttReasonCode.ServerUnavailable, false, e.Message, e));
        }
    }

    private async Task<MqttDisconnect?> GreetAsync(MqttConnectResult result, CancellationToken cancel)
    {
        try
        {
            if (Connected is { } connected) await connected(result, cancel);
            return null;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested) // the host's own fault: told, waited out, tried again
        {
            return new MqttDisconnect(MqttReasonCode.ImplementationSpecificError, false, $"the host failed after the connection: {e.Message}", e);
        }
    }

    private async Task<MqttDisconnect?> SubscribeAsync(MqttConnectResult result, CancellationToken cancel)
    {
        if (_subscriptions.Count == 0 || _subscribed && result.SessionPresent) return null;
        var reasons = await _client.SubscribeAsync(_subscriptions, cancel);
        for (var i = 0; i < reasons.Count; i++)
        {
            if (reasons[i].IsFailure()) return new MqttDisconnect(reasons[i], true, $"the broker refused the subscription to '{_subscriptions[i].Filter}': {reasons[i]}");
        }
        _subscribed = true;
        return null;
    }

    private async Task<MqttDisconnect> GiveUpAsync(MqttDisconnect why)
    {
        await _client.DisconnectAsync();
        return why;
    }
}
