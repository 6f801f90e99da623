using System.Collections.Concurrent;
using System.IO.Pipelines;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// One network connection to a broker after its CONNACK: reads packets, hands messages to the receiver, keeps the
/// connection alive, and ends with a reason. What outlives it is in the <see cref="ClientSession"/>.
/// </summary>
internal sealed class ClientConnection : IPacketHandler, IReceiveWindowOwner
{
    /// <summary>How long a broker may take to read the last bytes.</summary>
    private static readonly TimeSpan FarewellGrace = TimeSpan.FromSeconds(1);

    private readonly MqttClientOptions _options;
    private readonly ClientSession _session;
    private readonly IMqttReceiver? _receiver;
    private readonly TimeProvider _clock;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly ReceiveWindow _window;
    private readonly TopicAliases _aliases;
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<MqttReasonCode[]>> _requests = new();
    private readonly CancellationTokenSource _ended = new(); // never disposed: it has no timer, and End may still be about to cancel it
    private readonly TaskCompletionSource<MqttDisconnect> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _closing = new();
    private MqttDisconnect? _disconnect;
    private ITimer? _keepAlive;
    private volatile bool _listening;
    private volatile bool _reading;
    private volatile bool _received;
    private long _lastReceived;

    public ClientConnection(MqttClientOptions options, ClientSession session, IMqttReceiver? receiver, TimeProvider clock, Stream stream, PipeReader input, ConnectionOutput output, MqttConnectResult limits)
    {
        _options = options;
        _session = session;
        _receiver = receiver;
        _clock = clock;
        _stream = stream;
        _input = input;
        _window = new ReceiveWindow(this, options.ReceiveMaximum);
        _aliases = new TopicAliases(options.TopicAliasMaximum);
        Output = output;
        Limits = limits;
    }

    public ConnectionOutput Output { get; }

    /// <summary>What the broker allows.</summary>
    public MqttConnectResult Limits { get; }

    public Task<MqttDisconnect> Closed => _closed.Task;

    public MqttVersion Version => _options.Version;

    /// <inheritdoc/>
    public bool IsClosing => Volatile.Read(ref _disconnect) is not null;

    /// <inheritdoc/>
    public bool MustWait => _window.IsFull;

    /// <summary>Reads until the connection ends, and says so before <see cref="Closed"/> does; never throws.</summary>
    public async Task RunAsync(Action<ClientConnection> ended)
    {
        StartKeepAlive();
        try
        {
            await PacketPump.RunAsync(_input, Output, this, _options.MaximumPacketSize, _ended.Token);
            End(new MqttDisconnect(MqttReasonCode.UnspecifiedError, true, "the broker closed the connection"));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(new MqttDisconnect(MqttReasonCode.UnspecifiedError, true, $"the connection broke: {e.Message}", e));
        }
        catch (Exception e) // the receiver's fault: its message stays unanswered and comes again
        {
            End(new MqttDisconnect(MqttReasonCode.ImplementationSpecificError, false, $"the receiver failed: {e.Message}", e));
        }
        ended(this);
        await FinishAsync();
    }

    /// <summary>Says DISCONNECT and ends.</summary>
    public async Task DisconnectAsync(MqttReasonCode reason)
    {
        WriteDisconnect(reason);
        End(new MqttDisconnect(reason, false, "this client disconnected"));
        await Closed;
    }

    /// <summary>Ends without a word, like a cut cable.</summary>
    public void Abort()
    {
        End(new MqttDisconnect(MqttReasonCode.UnspecifiedError, false, "this client dropped the connection"), farewell: false);
    }

    /// <inheritdoc/>
    public void Close(MqttReasonCode reason)
    {
        WriteDisconnect(reason);
        End(new MqttDisconnect(reason, false, $"this client ended the connection: {reason}"));
    }

    /// <summary>Sends a SUBSCRIBE or UNSUBSCRIBE and waits for its answer.</summary>
    public async Task<MqttReasonCode[]> RequestAsync(ushort packetId, byte[] packet, CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<MqttReasonCode[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[packetId] = answer;
        try
        {
            if (IsClosing) throw new MqttConnectionException("not connected");
            Output.Write(packet);
            Output.Flush();
            return await answer.Task.WaitAsync(_options.PublishTimeout, _clock, cancel);
        }
        finally
        {
            _requests.TryRemove(packetId, out _);
        }
    }

    /// <inheritdoc/>
    public Task WaitForRoomAsync() => _window.WaitForRoomAsync();

    /// <inheritdoc/>
    public void Listening(bool waits)
    {
        _listening = waits;
        if (waits) return;
        _received = true;
        Volatile.Write(ref _lastReceived, _clock.GetTimestamp());
    }

    /// <inheritdoc/>
    public void FlushAll()
    {
        _reading = false;
        Interlocked.MemoryBarrier(); // see FlushAnswers
        Output.Flush();
    }

    /// <inheritdoc/>
    public ValueTask HandleAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        _reading = true;
        if (type == PacketType.Publish) return ReceiveAsync(flags, body, cancel);
        var error = type switch
        {
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => HandleAnswer(type, flags, body.Span),
            PacketType.SubAck or PacketType.UnsubAck => HandleSubscriptionAnswer(flags, body.Span),
            PacketType.PingResp => flags == 0 && body.IsEmpty ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket,
            PacketType.Disconnect when Version == MqttVersion.V500 => HandleDisconnect(flags, body.Span),
            PacketType.Reserved => MqttReasonCode.MalformedPacket,
            _ => MqttReasonCode.ProtocolError,
        };
        if (error != MqttReasonCode.Success) Close(error);
        return default;
    }

    /// <inheritdoc/>
    public void Answer(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos == MqttQoS.ExactlyOnce) _session.Incoming.Complete(packetId, reason);
        if (reason.IsFailure() && Version == MqttVersion.V311)
        {
            Close(reason); // 3.1.1 cannot say no: unanswered, the message comes again
            return;
        }
        var type = qos == MqttQoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
        Output.WriteAnswer(type, packetId, AnswerPacket.Sendable(type, reason), Version);
    }

    /// <inheritdoc/>
    public void CompletedLate(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos != MqttQoS.ExactlyOnce) return; // it comes again and is taken again
        _session.Incoming.Complete(packetId, reason);
        _session.Window?.CompletePacket(packetId, reason);
    }

    public ReceiveWindow Window => _window;

    /// <inheritdoc/>
    public void FlushAnswers()
    {
        Interlocked.MemoryBarrier(); // the answer is written before the loop's state is looked at
        if (!_reading) Output.Flush();
    }

    private ValueTask ReceiveAsync(byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var error = PublishPacket.Decode(body.Span, flags, Version, out var packet);
        var topic = error == MqttReasonCode.Success ? body[packet.Topic] : default;
        if (error == MqttReasonCode.Success && Version == MqttVersion.V500) error = _aliases.Resolve(packet.TopicAlias, ref topic);
        if (error == MqttReasonCode.Success && !TopicName.IsValid(topic.Span)) error = MqttReasonCode.TopicNameInvalid;
        if (error != MqttReasonCode.Success)
        {
            Close(error);
            return default;
        }
        MqttAcknowledgement acknowledgement = default;
        if (packet.QoS != MqttQoS.AtMostOnce)
        {
            if (packet.QoS == MqttQoS.ExactlyOnce && !TryEnter(packet.PacketId)) return default;
            acknowledgement = new MqttAcknowledgement(_window, _window.Open(packet.PacketId, packet.QoS));
        }
        if (_receiver is null)
        {
            acknowledgement.Complete();
            return default;
        }
        return _receiver.ReceiveAsync(
            new MqttDelivery(topic, body[packet.Payload], packet.QoS, packet.Retain, packet.Duplicate, null, acknowledgement, new MqttPropertyList(body[packet.Properties])),
            cancel);
    }

    /// <summary>False for a QoS 2 message that was taken before: it is only answered [MQTT-4.3.3-10].</summary>
    private bool TryEnter(ushort packetId)
    {
        var state = _session.Incoming.Begin(packetId);
        if (state == ExactlyOnceState.New) return true;
        if (_window.Holds(packetId)) return false; // its answer is on its way
        var token = _window.Open(packetId, MqttQoS.ExactlyOnce);
        var now = _session.Incoming.StateOf(packetId);
        if (now == ExactlyOnceState.Received) _window.Complete(token, MqttReasonCode.Success);
        if (now == ExactlyOnceState.New) _window.Complete(token, MqttReasonCode.UnspecifiedError); // refused in this moment
        return false;
    }

    private MqttReasonCode HandleAnswer(PacketType type, byte flags, ReadOnlySpan<byte> body)
    {
        var error = AnswerPacket.Decode(body, type, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        switch (type)
        {
            case PacketType.PubAck: return _session.Finish(packet.PacketId, MqttQoS.AtLeastOnce, packet.Reason);
            case PacketType.PubRec: return _session.Receive(packet.PacketId, packet.Reason);
            case PacketType.PubComp: return _session.Finish(packet.PacketId, MqttQoS.ExactlyOnce, MqttReasonCode.Success);
            default:
                var known = _session.Incoming.Release(packet.PacketId);
                Output.WriteAnswer(PacketType.PubComp, packet.PacketId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound, Version);
                return MqttReasonCode.Success;
        }
    }

    private MqttReasonCode HandleSubscriptionAnswer(byte flags, ReadOnlySpan<byte> body)
    {
        var error = SubscriptionAnswer.Decode(body, flags, Version, out var packet);
        if (error == MqttReasonCode.Success && _requests.TryRemove(packet.PacketId, out var request)) request.TrySetResult(packet.Reasons);
        return error;
    }

    private MqttReasonCode HandleDisconnect(byte flags, ReadOnlySpan<byte> body)
    {
        var error = DisconnectPacket.Decode(body, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        End(new MqttDisconnect(packet.Reason, true, packet.ReasonText ?? $"the broker said {packet.Reason}"));
        return MqttReasonCode.Success;
    }

    private void WriteDisconnect(MqttReasonCode reason)
    {
        if (IsClosing || Version == MqttVersion.V311 && reason != MqttReasonCode.NormalDisconnection) return; // 3.1.1's DISCONNECT means all is well
        var writer = new PacketWriter(stackalloc byte[16], PacketType.Disconnect);
        new DisconnectPacket { Reason = reason }.Encode(ref writer, Version);
        Output.Write(writer.Complete());
        writer.Dispose();
    }

    /// <summary>
    /// Half a keep-alive without a packet in either direction asks the broker for a sign of life (5.0 §3.12); one and a
    /// half without an answer is the end.
    /// </summary>
    private void StartKeepAlive()
    {
        Volatile.Write(ref _lastReceived, _clock.GetTimestamp());
        if (Limits.KeepAlive <= TimeSpan.Zero) return;
        var interval = Limits.KeepAlive / 2;
        _keepAlive = _clock.CreateTimer(static connection => ((ClientConnection)connection!).KeepAlive(), this, interval, interval);
        if (IsClosing) _keepAlive.Dispose();
    }

    private void KeepAlive()
    {
        if (_listening && _clock.GetElapsedTime(Volatile.Read(ref _lastReceived)) > Limits.KeepAlive * 1.5)
        {
            End(new MqttDisconnect(MqttReasonCode.KeepAliveTimeout, false, $"no sign of life from the broker for {Limits.KeepAlive * 1.5}"), farewell: false);
            return;
        }
        var sent = Output.TakeWritten();
        if (sent && _received)
        {
            _received = false;
            return;
        }
        _received = false;
        Output.Write([(byte)PacketType.PingReq << 4, 0]);
        Output.TakeWritten();
        Output.Flush();
    }

    private void End(MqttDisconnect disconnect, bool farewell = true)
    {
        lock (_closing)
        {
            if (_disconnect is not null) return;
            Volatile.Write(ref _disconnect, disconnect);
        }
        Output.Seal();
        if (farewell) Output.Flush();
        _window.Close();
        if (!farewell) _stream.Dispose();
        _input.CancelPendingRead();
        _ended.Cancel();
    }

    private async Task FinishAsync()
    {
        try
        {
            if (_keepAlive is not null) await _keepAlive.DisposeAsync();
            await Output.CompleteAsync(FarewellGrace);
            await _input.CompleteAsync();
            await _stream.DisposeAsync();
        }
        finally
        {
            foreach (var request in _requests.Values) request.TrySetException(new MqttConnectionException($"the connection ended before the broker answered: {_disconnect!.Explanation}"));
            _closed.TrySetResult(_disconnect!);
        }
    }
}
