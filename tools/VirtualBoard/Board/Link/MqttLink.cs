using System.Net;
using System.Security.Authentication;
using Nanofleet.Mqtt;
using Nanofleet.VirtualBoard.Network;
using Nanofleet.VirtualBoard.Power;

namespace Nanofleet.VirtualBoard.Link;

/// <summary>
/// How M2Mqtt behaves, over Nanofleet's own client: publishing never waits, a queue holds what cannot go yet, events
/// come one after another on one thread, a handler that throws breaks the connection, and nothing tells a half-open
/// link but a publish whose answer does not come.
/// </summary>
internal sealed class MqttLink(BoardLife life, MqttLinkEvents events) : IPowered, IMqttReceiver
{
    // M2Mqtt sends three times, a second apart, and then gives up.
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(2);

    private readonly Queue<Func<MqttClient, Task>> _queue = new();
    private MqttClient? _client;
    private EventLoop? _dispatcher;
    private int _open;
    private bool _isPumping;
    private ushort _lastId;

    internal bool IsConnected => _client is { IsConnected: true };

    /// <summary>True when the last Connect did not even reach the broker's port.</summary>
    internal bool TransportFailed { get; private set; }

    /// <summary>From the firmware's thread; waits for the broker's answer.</summary>
    internal MqttConnectResult Connect(MqttClientOptions options, IPAddress address)
    {
        options.PublishTimeout = PublishLimit;
        var tls = options.Tls;
        options.ConnectTransport = (o, cancel) => OpenAsync(o, tls, address, cancel);
        TransportFailed = false;
        var client = new MqttClient(options, this);
        life.Do(() =>
        {
            _client = client;
            _dispatcher = new EventLoop(life, "mqtt");
            life.Attach(this);
        });
        var result = life.Await(client.ConnectAsync);
        if (!result.IsAccepted) return result;
        _ = WatchAsync(client, _dispatcher!);
        Pump();
        return result;
    }

    /// <summary>Zero when so many messages wait already, for their turn or for their answer.</summary>
    internal ushort Publish(string topic, byte[] payload, MqttQoS qos, bool retain, int queueLimit) => Enqueue(
        (client, id) => qos == MqttQoS.AtMostOnce
            ? CountedAsync(() => client.PublishAsync(topic, payload, qos, retain).AsTask())
            : Unawaited(PublishAsync(client, id, topic, payload, qos, retain)),
        queueLimit);

    internal ushort Subscribe(MqttSubscription[] subscriptions) => Enqueue((client, id) => Unawaited(SubscribeAsync(client, id, subscriptions)));

    internal ushort Unsubscribe(string[] filters) => Enqueue((client, id) => Unawaited(UnsubscribeAsync(client, id, filters)));

    /// <summary>Says goodbye, waits a moment for it to leave, and closes.</summary>
    internal void Disconnect()
    {
        if (_client is { } client)
        {
            using var limit = new CancellationTokenSource(GoodbyeLimit);
            life.TryAwait(_ => client.DisconnectAsync(cancel: limit.Token));
        }
        Close();
    }

    /// <summary>Breaks the connection and drops the queue.</summary>
    internal void Close()
    {
        lock (_queue)
        {
            _open -= _queue.Count;
            _queue.Clear();
        }
        _client?.Abort();
        life.Detach(this);
    }

    void IPowered.LosePower() => _client?.Abort();

    ValueTask IMqttReceiver.ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        var message = new MqttLinkMessage(
            System.Text.Encoding.UTF8.GetString(delivery.Topic.Span), delivery.Payload.ToArray(), delivery.QoS, delivery.Retain, delivery.Duplicate);
        Dispatch(() => events.Received(message));
        delivery.Acknowledgement.Complete();
        return ValueTask.CompletedTask;
    }

    private ushort Enqueue(Func<MqttClient, ushort, Task> work, int limit = int.MaxValue)
    {
        ushort id;
        lock (_queue)
        {
            if (_open >= limit) return 0;
            _open++;
            id = NextId();
            _queue.Enqueue(client => work(client, id));
        }
        Pump();
        return id;
    }

    private ushort NextId() => _lastId = (ushort)(_lastId == ushort.MaxValue ? 1 : _lastId + 1);

    private void Pump()
    {
        lock (_queue)
        {
            if (_isPumping || _queue.Count == 0 || !IsConnected) return;
            _isPumping = true;
        }
        _ = Task.Run(PumpAsync);
    }

    // Starts one after the other, in order.
    private async Task PumpAsync()
    {
        while (Next() is { } work) await work(_client!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // What waits for an answer does not hold up what comes behind it.
    private static Task Unawaited(Task answer) => Task.CompletedTask;

    // What was put into the queue is open until here, whatever comes of it.
    private async Task<T> CountedAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        finally
        {
            lock (_queue) _open--;
        }
    }

    private Func<MqttClient, Task>? Next()
    {
        lock (_queue)
        {
            if (IsConnected && _queue.TryDequeue(out var work)) return work;
            _isPumping = false;
            return null;
        }
    }

    // For what was under way when the connection broke M2Mqtt reports nothing: ConnectionClosed says it.
    private async Task PublishAsync(MqttClient client, ushort id, string topic, byte[] payload, MqttQoS qos, bool retain)
    {
        try
        {
            var reason = await CountedAsync(() => client.PublishAsync(topic, payload, qos, retain).AsTask()).ConfigureAwait(false);
            Dispatch(() => events.Published(id, !reason.IsFailure()));
        }
        catch (TimeoutException)
        {
            Dispatch(() => events.Published(id, false));
        }
    }

    private async Task SubscribeAsync(MqttClient client, ushort id, MqttSubscription[] subscriptions)
    {
        var codes = await CountedAsync(() => client.SubscribeAsync(subscriptions)).ConfigureAwait(false);
        Dispatch(() => events.Subscribed(id, codes));
    }

    private async Task UnsubscribeAsync(MqttClient client, ushort id, string[] filters)
    {
        await CountedAsync(() => client.UnsubscribeAsync(filters)).ConfigureAwait(false);
        Dispatch(() => events.Unsubscribed(id));
    }

    private async Task WatchAsync(MqttClient client, EventLoop dispatcher)
    {
        await ((Task)client.Closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        dispatcher.Post(events.Closed);
        dispatcher.End();
    }

    private void Dispatch(Action work) => _dispatcher?.Post(() =>
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not PowerLostException)
        {
            life.ReportUnhandled(e);
            _client?.Abort();
        }
    });

    private async ValueTask<Stream> OpenAsync(MqttClientOptions options, MqttTlsOptions? tls, IPAddress address, CancellationToken cancel)
    {
        try
        {
            var stream = await life.Network.ConnectAsync(address, options.Port, cancel).ConfigureAwait(false);
            return tls is null ? stream : await BoardTls.SecureAsync(life, stream, options.Host, tls, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NetworkFault or AuthenticationException)
        {
            TransportFailed = true;
            throw new MqttConnectException($"no way to {options.Host}:{options.Port}: {e.Message}", e);
        }
    }
}
