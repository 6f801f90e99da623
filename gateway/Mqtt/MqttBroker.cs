using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Mqtt.Broker;
using Nanofleet.Mqtt.Persistence;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt;

/// <summary>
/// A broker in this process, for MQTT 3.1.1 and 5.0. The host may receive what matches its filters and holds the answer
/// to the publisher until it says so; subscribers get their messages independently of that.
/// When it is disposed it says ServerShuttingDown to MQTT 5 clients and publishes no wills: it is not they who failed
/// (3.1.1 §3.1.2.5 lets a server that shuts down defer them); with a store, the next process publishes those of persistent sessions.
/// </summary>
public sealed class MqttBroker : IMqttBus, IAsyncDisposable
{
    /// <summary>How often silence, expiry and delays are looked after; a will or a keep-alive is at most this late.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(500);

    private readonly BrokerCore _core;
    private readonly MqttBrokerOptions _options;
    private readonly ConnectionSet _connections = new();
    private readonly ConcurrentDictionary<MqttListener, byte> _listeners = new();
    private readonly UnderWay _serving = new();
    private readonly Action<BrokerConnection> _ended;
    private readonly SystemStatistics? _statistics;
    private readonly ITimer _sweeper;
    private volatile bool _stopped;

    /// <summary>Makes a broker; it serves what it is given to serve.</summary>
    public MqttBroker(MqttBrokerOptions? options = null, IMqttReceiver? host = null, TimeProvider? clock = null, ILogger<MqttBroker>? logger = null)
    {
        clock ??= TimeProvider.System;
        _options = options ?? new MqttBrokerOptions();
        _core = new BrokerCore(_options, host, clock, logger ?? NullLogger<MqttBroker>.Instance);
        _ended = Ended;
        if (_options.StatisticsInterval > TimeSpan.Zero) _statistics = new SystemStatistics(_core, _options.StatisticsInterval);
        _sweeper = clock.CreateTimer(static broker => ((MqttBroker)broker!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>What the broker counts.</summary>
    public MqttBrokerCounters Counters => _core.Counters;

    /// <summary>Serves one connection to its end. A client certificate that Kestrel's TLS asked for is passed on to the hooks.</summary>
    public async Task ServeAsync(ConnectionContext connection, CancellationToken cancel = default)
    {
        var tls = connection.Features.Get<ITlsConnectionFeature>();
        if (!await ServeAsync(connection.Transport, connection.RemoteEndPoint, tls?.ClientCertificate, tls is not null, cancel)) connection.Abort();
    }

    /// <summary>Serves one connection to its end, over any pair of pipes. False when the peer would not take its last bytes, or was one too many, so that the transport is best dropped.</summary>
    public Task<bool> ServeAsync(IDuplexPipe transport, EndPoint? remote, CancellationToken cancel = default) => ServeAsync(transport, remote, null, cancel);

    /// <summary>The same for a client that showed a certificate, which the transport has found trustworthy.</summary>
    public Task<bool> ServeAsync(IDuplexPipe transport, EndPoint? remote, X509Certificate2? certificate, CancellationToken cancel = default) =>
        ServeAsync(transport, remote, certificate, certificate is not null, cancel);

    /// <summary>Stand-alone: accepts TCP connections at this endpoint until the listener is disposed. Port 0 takes a free one.</summary>
    public Task<MqttListener> ListenAsync(IPEndPoint endpoint, CancellationToken cancel = default) => ListenAsync(new MqttListenerOptions { EndPoint = endpoint }, cancel);

    /// <summary>Stand-alone: accepts connections over TCP, TLS or a Unix socket until the listener is disposed.</summary>
    /// <exception cref="ArgumentException">TLS that would let the wrong clients in.</exception>
    public async Task<MqttListener> ListenAsync(MqttListenerOptions options, CancellationToken cancel = default)
    {
        var listener = await MqttListener.BindAsync(this, _core, options, cancel);
        _listeners[listener] = 0;
        return listener;
    }

    /// <summary>
    /// Publishes to all subscribers, and keeps the message if it is to be retained; the host's own receiver does not
    /// get it. NoMatchingSubscribers tells that nobody had subscribed.
    /// </summary>
    public ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) =>
        PublishAsync(topic, payload, qos, retain, null, cancel);

    /// <summary>Publishes with properties, which subscribers of MQTT 3.1.1 do not see.</summary>
    public ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos, bool retain, MqttMessageProperties? properties, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var name = Encoding.UTF8.GetBytes(topic);
        if (!TopicName.IsValid(name) || name.Length > ushort.MaxValue || name.Contains((byte)0)) throw new ArgumentException($"'{topic}' is not a topic name", nameof(topic));
        var view = new MessageView
        {
            Topic = name,
            Payload = payload.Span,
            QoS = qos,
            Retain = retain,
            IsHosts = true,
            Properties = properties?.Encode(),
            ExpiresAt = properties?.ExpirySeconds is { } seconds ? Expiry.After(_core.Clock.Now, seconds) : Expiry.Never,
        };
        return _core.Journal is { } journal ? RouteDurably(journal, ref view) : new(Route(ref view));
    }

    /// <summary>
    /// Sends clients away that are connected or about to be, at once; their wills are published. Returns how many. Who
    /// shall not come back is for <see cref="MqttBrokerOptions.Authenticate"/> to refuse: change what it decides by first.
    /// </summary>
    public int Disconnect(Predicate<MqttPeer> which, MqttReasonCode reason = MqttReasonCode.AdministrativeAction)
    {
        var count = 0;
        for (var i = int.MaxValue; _connections.TryMoveDown(ref i, out var connection);)
        {
            if (!which(connection.Peer)) continue;
            connection.Close(reason);
            count++;
        }
        return count;
    }

    /// <summary>Stops listening, says goodbye to all clients and waits for their connections to end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        _stopped = true;
        Interlocked.MemoryBarrier(); // whoever connects from now on is seen below or sees this
        foreach (var listener in _listeners.Keys) await listener.StopAcceptingAsync();
        await _sweeper.DisposeAsync();
        for (var i = int.MaxValue; _connections.TryMoveDown(ref i, out var connection);)
        {
            connection.TakeWill();
            connection.Close(MqttReasonCode.ServerShuttingDown);
        }
        _core.Journal?.BeginStop();
        await _core.Stopping.CancelAsync();
        await _serving.WaitUntilEmptyAsync();
        foreach (var listener in _listeners.Keys) await listener.ReleaseAsync();
        _core.Dispose();
    }

    /// <summary>Serves a connection that the gate has let in.</summary>
    internal Task<bool> ServeEnteredAsync(IDuplexPipe transport, EndPoint? remote, X509Certificate2? certificate, bool isSecure, CancellationToken cancel)
    {
        var connection = new BrokerConnection(_core, transport, remote, certificate, isSecure);
        if (_core.Counters.AddConnection(1) > _options.MaximumConnections) connection.Refuse(MqttReasonCode.ServerBusy);
        _serving.Enter();
        _connections.Add(connection);
        if (_stopped) connection.Close(MqttReasonCode.ServerShuttingDown); // else DisposeAsync sees it among the others
        return connection.RunAsync(_ended, cancel);
    }

    /// <summary>For transports that take time before a CONNECT can come: what they must ask first.</summary>
    internal ConnectionGate Gate => _core.Gate;

    private Task<bool> ServeAsync(IDuplexPipe transport, EndPoint? remote, X509Certificate2? certificate, bool isSecure, CancellationToken cancel) =>
        _core.Gate.TryEnter(remote) ? ServeEnteredAsync(transport, remote, certificate, isSecure, cancel) : Task.FromResult(false);

    private void Ended(BrokerConnection connection)
    {
        connection.LeaveGate();
        connection.CountTraffic();
        _core.Counters.AddConnection(-1);
        _connections.Remove(connection);
        _serving.Leave();
    }

    private MqttReasonCode Route(ref MessageView view)
    {
        var batch = new FlushBatch();
        var any = _core.Router.Route(ref view, null, batch);
        batch.Flush();
        return any ? MqttReasonCode.Success : MqttReasonCode.NoMatchingSubscribers;
    }

    /// <summary>Completes when the store has what must survive.</summary>
    private ValueTask<MqttReasonCode> RouteDurably(StoreJournal journal, ref MessageView view)
    {
        if (journal.IsFailing && view.QoS != MqttQoS.AtMostOnce && (view.Retain || _core.Router.HasDurableSubscriber(view.Topic)))
        {
            _core.Counters.AddDropped(MqttDropReason.StoreFailed);
            return new(MqttReasonCode.QuotaExceeded);
        }
        journal.Enter();
        MqttReasonCode reason;
        try
        {
            reason = Route(ref view);
        }
        finally
        {
            journal.Exit();
        }
        return view.Ticket == 0 ? new(reason) : AnswerAsync(journal.CommittedAsync(view.Ticket), reason);

        static async ValueTask<MqttReasonCode> AnswerAsync(Task<bool> commit, MqttReasonCode reason) =>
            await commit ? reason : MqttReasonCode.ServerShuttingDown;
    }

    private void Sweep()
    {
        if (!Monitor.TryEnter(_sweeper)) return; // the last one is not through
        try
        {
            for (var i = int.MaxValue; _connections.TryMoveDown(ref i, out var connection);)
            {
                connection.CheckTime(_options);
                connection.CountTraffic();
            }
            _core.Sessions.Sweep();
            _core.Retained.Sweep(_core.Clock.Now);
            _statistics?.Sweep();
        }
        finally
        {
            Monitor.Exit(_sweeper);
        }
    }
}
