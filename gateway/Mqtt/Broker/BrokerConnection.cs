using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// One network connection of one client, from its first byte to its last: reads packets, hands each to the part that
/// deals with it, and ends when either side has had enough. What outlives it is in its <see cref="Session"/>.
/// </summary>
internal sealed partial class BrokerConnection : IPacketHandler, IOutputOwner
{
    /// <summary>What a peer that is sent away may take to read why.</summary>
    private static readonly TimeSpan FarewellGrace = TimeSpan.FromSeconds(2);

    /// <summary>A peer that is sent away and says nothing for so long has read why, or never will.</summary>
    private static readonly TimeSpan FarewellSilence = TimeSpan.FromMilliseconds(200);

    private static readonly MqttPeer s_nobody = new("", null, MqttVersion.V311, null);

    /// <summary>To take so many out of the tree takes longer than a turn.</summary>
    private const int ManySubscriptions = 50;

    private readonly BrokerCore _core;
    private readonly ILogger _logger;
    private readonly PipeReader _input;
    private readonly EndPoint? _remote;
    private readonly X509Certificate2? _certificate;
    private readonly bool _isSecure;
    private readonly long _startedAt;
    private readonly FlushBatch _batch = new();
    private Handshake? _handshake;
    private Session? _session;
    private WillFields? _will;
    private ConnectionTraffic _traffic;
    private DurableAnswers? _durableAnswers;
    private long _lastReceived;
    private volatile bool _listening = true; // else its silence is the host's or this broker's doing
    private volatile bool _reading;
    private volatile bool _ready;
    private volatile bool _sentAway;
    private int _closing;
    private int _halfOpen = 1;

    public BrokerConnection(BrokerCore core, IDuplexPipe transport, EndPoint? remote, X509Certificate2? certificate, bool isSecure)
    {
        _core = core;
        _logger = core.Logger;
        _input = transport.Input;
        _remote = remote;
        _certificate = certificate;
        _isSecure = isSecure;
        Output = new ConnectionOutput(transport.Output, core.Clock.Provider);
        _lastReceived = _startedAt = core.Clock.Now;
    }

    /// <summary>Its place among the broker's connections; theirs.</summary>
    public int Index { get; set; }
    public ConnectionOutput Output { get; }
    public MqttVersion Version { get; set; } = MqttVersion.V311;
    public MqttPeer Peer { get; set; } = s_nobody;
    public TimeSpan KeepAlive { get; set; }
    public int SendMaximum { get; set; }
    public uint MaximumSendSize { get; set; } = uint.MaxValue;

    /// <summary>Null where the client wants none. Guarded by the session's lock.</summary>
    public OutgoingAliases? Aliases { get; set; }
    public IncomingPublishes? Publishes { get; private set; }

    /// <summary>Null where the client does without (5.0 §4.12).</summary>
    public EnhancedAuthentication? Authentication { get; set; }

    /// <inheritdoc/>
    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <inheritdoc/>
    public bool MustWait => Publishes is { MustWait: true } or { Pause.Ticks: > 0 };

    public void SetWill(WillFields? will) => Volatile.Write(ref _will, will);

    /// <summary>The will that it still has, left where it is.</summary>
    public WillFields? Will => Volatile.Read(ref _will);

    /// <summary>The will, once: whoever gets it publishes it.</summary>
    public WillFields? TakeWill() => Interlocked.Exchange(ref _will, null);

    /// <summary>Serves the connection and tells when it has ended. False when the peer does not take its last bytes.</summary>
    public async Task<bool> RunAsync(Action<BrokerConnection> ended, CancellationToken cancel)
    {
        try
        {
            var pump = PacketPump.RunAsync(_input, Output, this, _core.Options.MaximumPacketSize, cancel);
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TellWhy(pump);
            Publishes?.Close();
            if (_session is { Subscriptions.Count: > ManySubscriptions }) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // a transport's thread has others to serve
            if (_session is not null) _core.Sessions.Leave(this, _session);
            _batch.Flush();
            if (_sentAway) await DrainAsync();
            var finished = await Output.CompleteAsync(FarewellGrace);
            await _input.CompleteAsync();
            return finished;
        }
        finally
        {
            ended(this);
        }
    }

    /// <summary>
    /// Ends it from any thread, telling an MQTT 5 client why (5.0 §3.14, §4.13); the reading loop does the rest. Its
    /// will, if it still has one, is published.
    /// </summary>
    public void Close(MqttReasonCode reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return;
        _sentAway = true;
        LogClosing(Peer.ClientId, reason);
        if (_ready && Version == MqttVersion.V500) WriteDisconnect(reason);
        Output.Seal();
        Output.Flush();
        Publishes?.Close();
        _input.CancelPendingRead();
    }

    /// <summary>Its client has said who it is, or is gone.</summary>
    public void LeaveGate()
    {
        if (Interlocked.Exchange(ref _halfOpen, 0) != 0) _core.Gate.Leave();
    }

    /// <summary>Answers the CONNECT that comes with this reason, whatever it says.</summary>
    public void Refuse(MqttReasonCode reason) => RefusalReason = reason;

    /// <summary>Not Success: no client is accepted over this connection.</summary>
    public MqttReasonCode RefusalReason { get; private set; }

    /// <summary>Adds what has gone through it since it was last asked to the broker's counters.</summary>
    public void CountTraffic() => _traffic.AddTo(_core.Counters, Output.Written);

    /// <summary>Closes it when its client has been silent for too long (5.0 §3.1.2.10), or is slow, or never said CONNECT (§3.1.4).</summary>
    public void CheckTime(MqttBrokerOptions options)
    {
        var silence = TimeSpan.FromMilliseconds(_core.Clock.Now - _lastReceived);
        if (Output.StuckFor > options.SlowConsumerTimeout) Close(MqttReasonCode.QuotaExceeded);
        else if (!_ready && _core.Clock.Now - _startedAt > options.ConnectTimeout.TotalMilliseconds) Close(MqttReasonCode.ProtocolError);
        else if (_ready && _listening && KeepAlive > TimeSpan.Zero && silence > KeepAlive * 1.5) Close(MqttReasonCode.KeepAliveTimeout);
    }

    /// <summary>Sends answers that another thread wrote, unless the reading loop is about to.</summary>
    public void FlushUnlessReading()
    {
        Interlocked.MemoryBarrier(); // the answer is written before the loop's state is looked at
        if (!_reading) Output.Flush();
    }

    /// <summary>PUBREL or PUBCOMP, when the change with this ticket is durable.</summary>
    public void AnswerWhenDurable(long ticket, PacketType type, ushort packetId, MqttReasonCode reason) =>
        _core.Journal!.WhenCommitted(ticket, _durableAnswers ??= new DurableAnswers(this), DurableAnswers.Token(type, packetId), reason);

    /// <inheritdoc/>
    public void Listening(bool waits)
    {
        _listening = waits;
        if (!waits) _lastReceived = _core.Clock.Now;
    }

    /// <inheritdoc/>
    public Task WaitForRoomAsync() => Publishes!.Pause > TimeSpan.Zero ? HoldBackAsync(Publishes) : Publishes.WaitForRoomAsync();

    /// <summary>Its client has published more than it may.</summary>
    private async Task HoldBackAsync(IncomingPublishes publishes)
    {
        var pause = Task.Delay(publishes.Pause, _core.Clock.Provider, _core.Stopping.Token);
        publishes.Pause = TimeSpan.Zero;
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (publishes.MustWait) await publishes.WaitForRoomAsync();
    }

    /// <inheritdoc/>
    public void FlushAll()
    {
        _reading = false;
        Interlocked.MemoryBarrier(); // see FlushUnlessReading
        _batch.Flush();
        Output.Flush();
    }

    /// <inheritdoc/>
    public ValueTask HandleAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        _reading = true;
        _traffic.Received(body.Length);
        if (_session is null) return ConnectAsync(type, flags, body, cancel);
        if (type == PacketType.Publish) return Publishes!.HandleAsync(body, flags, _batch);
        if (type is PacketType.Subscribe or PacketType.Unsubscribe) return ChangeSubscriptionsAsync(type, flags, body.Span);
        if (type == PacketType.Auth && Authentication is not null) return ReAuthenticateAsync(Authentication, flags, body, cancel);
        var error = type switch
        {
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => HandleAnswer(type, flags, body.Span),
            PacketType.PingReq => Ping(flags, body.Span),
            PacketType.Disconnect => Disconnect(flags, body.Span),
            PacketType.Reserved => MqttReasonCode.MalformedPacket, // §2.1.2
            PacketType.Auth when Version == MqttVersion.V311 => MqttReasonCode.MalformedPacket,
            _ => MqttReasonCode.ProtocolError, // a second CONNECT [MQTT-3.1.0-2], or what only a server sends
        };
        if (error != MqttReasonCode.Success) Close(error);
        return default;
    }

    /// <summary>The connection's beginning, until its client is known.</summary>
    private async ValueTask ConnectAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        _handshake ??= new Handshake(_core, this, _remote, _certificate, _isSecure);
        await _handshake.TakeAsync(type, flags, body, cancel);
        if (_handshake.IsRefused) Close(MqttReasonCode.ProtocolError);
        if (_handshake.Session is not { } session) return;
        _handshake = null;
        Publishes = new IncomingPublishes(_core, this, session);
        _session = session;
        Output.Owner = this;
        _ready = true;
        LeaveGate();
        LogConnected(Peer.ClientId, Version, Peer.RemoteEndPoint);
        session.Resume(this);
    }

    /// <summary>SUBSCRIBE and UNSUBSCRIBE, answered when a persistent session's change is durable; nothing further is read meanwhile.</summary>
    private ValueTask ChangeSubscriptionsAsync(PacketType type, byte flags, ReadOnlySpan<byte> body)
    {
        var subscriptions = new SubscriptionRequests(_core, this, _session!);
        var error = type == PacketType.Subscribe ? subscriptions.Subscribe(body, flags) : subscriptions.Unsubscribe(body, flags);
        if (error != MqttReasonCode.Success) Close(error);
        else if (_session!.Record is not null) return FinishSubscriptionsAsync(subscriptions, _core.Journal!.CommittedAsync(_core.Journal.Tail));
        else return subscriptions.FinishAsync();
        return default;
    }

    private async ValueTask FinishSubscriptionsAsync(SubscriptionRequests subscriptions, Task<bool> commit)
    {
        if (await commit) await subscriptions.FinishAsync();
        else Close(MqttReasonCode.ServerShuttingDown);
    }

    /// <summary>AUTH after the CONNACK (5.0 §4.12.1): what fails ends the connection with its reason.</summary>
    private async ValueTask ReAuthenticateAsync(EnhancedAuthentication authentication, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var step = await authentication.HandleAsync(body, flags, isConnected: true, cancel);
        if (step.Reason.IsFailure()) Close(step.Reason);
        else if (!authentication.TrySend(step)) Close(MqttReasonCode.PacketTooLarge);
    }

    /// <inheritdoc/>
    public void Drained()
    {
        _session!.SendWaiting(this);
        Output.Flush();
    }

    private MqttReasonCode HandleAnswer(PacketType type, byte flags, ReadOnlySpan<byte> body)
    {
        var error = AnswerPacket.Decode(body, type, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        return type switch
        {
            PacketType.PubAck => _session!.Acknowledge(this, packet.PacketId),
            PacketType.PubRec => _session!.Receive(this, packet.PacketId, packet.Reason),
            PacketType.PubComp => _session!.Complete(this, packet.PacketId),
            _ => Publishes!.Release(packet.PacketId),
        };
    }

    /// <summary>PINGREQ (5.0 §3.12).</summary>
    private MqttReasonCode Ping(byte flags, ReadOnlySpan<byte> body)
    {
        if (flags != 0 || !body.IsEmpty) return MqttReasonCode.MalformedPacket;
        Output.Write([(byte)PacketType.PingResp << 4, 0]);
        return MqttReasonCode.Success;
    }

    /// <summary>DISCONNECT (5.0 §3.14): a normal one takes the will away [MQTT-3.14.4-3].</summary>
    private MqttReasonCode Disconnect(byte flags, ReadOnlySpan<byte> body)
    {
        var error = DisconnectPacket.Decode(body, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        if (packet.SessionExpiry is { } expiry)
        {
            if (_session!.ExpirySeconds == 0 && expiry != 0) return MqttReasonCode.ProtocolError; // §3.14.2.2.2
            _session.ExpirySeconds = Math.Min(expiry, (uint)Math.Min(_core.Options.MaximumSessionExpiry.TotalSeconds, uint.MaxValue));
        }
        if (packet.Reason == MqttReasonCode.NormalDisconnection) _core.Sessions.ForgetWill(TakeWill());
        Interlocked.Exchange(ref _closing, 1);
        return MqttReasonCode.Success;
    }

    private void TellWhy(Task pump)
    {
        if (pump.IsCompletedSuccessfully) return;
        var failure = pump.Exception?.InnerException;
        if (failure is null or IOException)
        {
            LogLost(Peer.ClientId, failure?.Message ?? "cancelled");
            return;
        }
        LogFailed(Peer.ClientId, failure); // the host's or our own fault: this connection ends, the broker goes on
        Close(MqttReasonCode.ImplementationSpecificError);
    }

    /// <summary>
    /// Throws away what is still coming from a peer that was sent away: to close with unread bytes resets the connection,
    /// and the peer would lose the packet that says why (5.0 §4.13).
    /// </summary>
    private async Task DrainAsync()
    {
        using var silence = new CancellationTokenSource();
        var since = Stopwatch.GetTimestamp();
        try
        {
            while (Stopwatch.GetElapsedTime(since) < FarewellGrace)
            {
                silence.CancelAfter(FarewellSilence);
                var result = await _input.ReadAsync(silence.Token);
                _input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            LogLost(Peer.ClientId, e.Message);
        }
    }

    private void WriteDisconnect(MqttReasonCode reason)
    {
        var writer = new PacketWriter(stackalloc byte[16], PacketType.Disconnect);
        new DisconnectPacket { Reason = reason }.Encode(ref writer, Version);
        Output.Write(writer.Complete());
        writer.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "{ClientId} connected with {Version} from {Remote}")]
    private partial void LogConnected(string clientId, MqttVersion version, EndPoint? remote);

    [LoggerMessage(LogLevel.Debug, "closing {ClientId}: {Reason}")]
    private partial void LogClosing(string clientId, MqttReasonCode reason);

    [LoggerMessage(LogLevel.Debug, "lost {ClientId}: {Why}")]
    private partial void LogLost(string clientId, string why);

    [LoggerMessage(LogLevel.Error, "the connection of {ClientId} failed")]
    private partial void LogFailed(string clientId, Exception failure);
}
