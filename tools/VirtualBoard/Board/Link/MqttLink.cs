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
    private bool _isPumping;
    private ushort _lastId;
    private bool _transportFailed;

    internal bool IsConnected => _client is { IsConnected: true };

    /// <summary>From the firmware's thread; waits for the broker's answer.</summary>
    internal MqttConnectResult Connect(MqttClientOptions options, IPAddress address)
    {
        options.PublishTimeout = PublishLimit;
        var tls = options.Tls;
        options.ConnectTransport = (o, cancel) => OpenAsync(o, tls, address, cancel);
        _transportFailed = false;
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

    /// <summary>True when the last Connect did not even reach the broker's port.</summary>
    internal bool TransportFailed => _transportFailed;

    /// <summary>Zero when the queue holds that many already.</summary>
    internal ushort Publish(string topic, byte[] payload, MqttQoS qos, bool retain, int queueLimit)
    {
        ushort id;
        lock (_queue)
        {
            if (_queue.Count >= queueLimit) return 0;
            id = NextId();
            _queue.Enqueue(client => PublishAsync(client, id, topic, payload, qos, retain));
        }
        Pump();
        return id;
    }

    internal ushort Subscribe(MqttSubscription[] subscriptions) => Enqueue(async (client, id) =>
    {
        var codes = await client.SubscribeAsync(subscriptions).ConfigureAwait(false);
        Dispatch(() => events.Subscribed(id, codes));
    });

    internal ushort Unsubscribe(string[] filters) => Enqueue(async (client, id) =>
    {
        await client.UnsubscribeAsync(filters).ConfigureAwait(false);
        Dispatch(() => events.Unsubscribed(id));
    });

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
        lock (_queue) _queue.Clear();
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

    private ushort Enqueue(Func<MqttClient, ushort, Task> work)
    {
        ushort id;
        lock (_queue)
        {
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

    // Starts one after the other, in order; an acknowledgement is not waited for.
    private async Task PumpAsync()
    {
        while (Next() is { } work)
        {
            await work(_client!).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private async Task PublishAsync(MqttClient client, ushort id, string topic, byte[] payload, MqttQoS qos, bool retain)
    {
        var publish = client.PublishAsync(topic, payload, qos, retain);
        if (qos == MqttQoS.AtMostOnce) await publish.ConfigureAwait(false);
        else _ = ReportAsync(id, publish);
    }

    private async Task ReportAsync(ushort id, ValueTask<MqttReasonCode> publish)
    {
        try
        {
            var reason = await publish.ConfigureAwait(false);
            Dispatch(() => events.Published(id, !reason.IsFailure()));
        }
        catch (TimeoutException)
        {
            Dispatch(() => events.Published(id, false));
        }
        catch (MqttConnectionException)
        {
            // M2Mqtt reports nothing for what was under way when the connection broke: ConnectionClosed says it.
            return;
        }
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
            _transportFailed = true;
            throw new MqttConnectException($"no way to {options.Host}:{options.Port}: {e.Message}", e);
        }
    }
}
