using System.Collections.Concurrent;
using System.IO.Pipelines;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// One network connection to a broker after its CONNACK: reads packets, hands messages to the receiver, keeps the
/// connection alive, and ends with a reason. What outlives it is in the <see cref="ClientSession"/>.
/// </summary>
internal sealed class ClientConnection : IPacketHandler
{
    /// <summary>How long a broker may take to read the last bytes.</summary>
    private static readonly TimeSpan FarewellGrace = TimeSpan.FromSeconds(1);

    private readonly MqttClientOptions _options;
    private readonly ClientSession _session;
    private readonly TimeProvider _clock;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly IncomingMessages _incoming;
    private readonly KeepAliveWatch _keepAlive;
    private readonly ReAuthentication? _reauthentication;
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<MqttReasonCode[]>> _requests = new();
    private readonly CancellationTokenSource _ended = new(); // never disposed: it has no timer, and End may still be about to cancel it
    private readonly TaskCompletionSource<MqttDisconnect> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _closing = new();
    private MqttDisconnect? _disconnect;
    private volatile bool _reading;

    public ClientConnection(MqttClientOptions options, ClientSession session, IMqttReceiver? receiver, ClientAuthentication? authentication, TimeProvider clock, Stream stream, PipeReader input, ConnectionOutput output, MqttConnectResult limits)
    {
        _options = options;
        _session = session;
        _clock = clock;
        _stream = stream;
        _input = input;
        Output = output;
        Limits = limits;
        if (authentication is not null) _reauthentication = new ReAuthentication(authentication, output);
        if (OutgoingAliases.For(options.SendTopicAliasMaximum, limits.TopicAliasMaximum) is { } aliases) Aliases = new AliasingOutput(output, aliases, limits.MaximumPacketSize);
        _incoming = new IncomingMessages(this, options, session, receiver);
        _keepAlive = new KeepAliveWatch(this, clock, limits.KeepAlive);
    }

    public ConnectionOutput Output { get; }

    /// <summary>Null where either end wants none.</summary>
    public AliasingOutput? Aliases { get; }

    /// <summary>What the broker allows.</summary>
    public MqttConnectResult Limits { get; }

    public Task<MqttDisconnect> Closed => _closed.Task;

    /// <summary>What the host holds of it.</summary>
    public ReceiveWindow Window => _incoming.Window;

    public MqttVersion Version => _options.Version;

    /// <inheritdoc/>
    public bool IsClosing => Volatile.Read(ref _disconnect) is not null;

    /// <inheritdoc/>
    public bool MustWait => _incoming.Window.IsFull;

    /// <summary>Reads until the connection ends, and says so before <see cref="Closed"/> does; never throws.</summary>
    public async Task RunAsync(Action<ClientConnection> ended)
    {
        _keepAlive.Start();
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

    /// <summary>Shows anew who this is (5.0 §4.12.1).</summary>
    public async Task<MqttReasonCode> ReAuthenticateAsync(CancellationToken cancel)
    {
        if (_reauthentication is null) throw new InvalidOperationException("the options name no Authentication [MQTT-4.12.0-7]");
        var running = _reauthentication.RunAsync(_options.PublishTimeout, _clock, cancel);
        if (IsClosing) _reauthentication.End(await Closed); // it may have ended before there was anything to end
        return await running;
    }

    /// <inheritdoc/>
    public Task WaitForRoomAsync() => _incoming.Window.WaitForRoomAsync();

    /// <inheritdoc/>
    public void Listening(bool waits) => _keepAlive.Listening(waits);

    /// <inheritdoc/>
    public void FlushAll()
    {
        _reading = false;
        Interlocked.MemoryBarrier(); // see FlushUnlessReading
        Output.Flush();
    }

    /// <inheritdoc/>
    public ValueTask HandleAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        _reading = true;
        if (type == PacketType.Publish) return _incoming.HandleAsync(flags, body, cancel);
        if (type == PacketType.Auth && _reauthentication is not null) return HandleAuthAsync(_reauthentication, flags, body, cancel);
        var error = type switch
        {
            PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp => HandleAnswer(type, flags, body.Span),
            PacketType.SubAck or PacketType.UnsubAck => HandleSubscriptionAnswer(type, flags, body.Span),
            PacketType.PingResp => flags == 0 && body.IsEmpty ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket,
            PacketType.Disconnect when Version == MqttVersion.V500 => HandleDisconnect(flags, body.Span),
            PacketType.Reserved => MqttReasonCode.MalformedPacket,
            _ => MqttReasonCode.ProtocolError,
        };
        if (error != MqttReasonCode.Success) Close(error);
        return default;
    }

    private async ValueTask HandleAuthAsync(ReAuthentication reauthentication, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var error = await reauthentication.HandleAsync(body, flags, cancel);
        if (error != MqttReasonCode.Success) Close(error);
    }

    private MqttReasonCode HandleAnswer(PacketType type, byte flags, ReadOnlySpan<byte> body)
    {
        var error = AnswerPacket.Decode(body, type, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        switch (type)
        {
            case PacketType.PubAck: return _session.Finish(packet.PacketId, MqttQoS.AtLeastOnce, packet.Reason);
            case PacketType.PubRec: return _session.Receive(packet.PacketId, packet.Reason);
            case PacketType.PubComp: return _session.Finish(packet.PacketId, MqttQoS.ExactlyOnce, MqttReasonCode.Success, isCompletion: true);
            default: return _incoming.Release(packet.PacketId);
        }
    }

    private MqttReasonCode HandleSubscriptionAnswer(PacketType type, byte flags, ReadOnlySpan<byte> body)
    {
        var error = SubscriptionAnswer.Decode(body, type, flags, Version, out var packet);
        if (error == MqttReasonCode.Success && _requests.TryRemove(packet.PacketId, out var request)) request.TrySetResult(packet.Reasons);
        return error;
    }

    private MqttReasonCode HandleDisconnect(byte flags, ReadOnlySpan<byte> body)
    {
        var error = DisconnectPacket.Decode(body, flags, Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        var elsewhere = packet.ServerReference is { } reference ? $"; it names another server: {reference}" : "";
        End(new MqttDisconnect(packet.Reason, true, (packet.ReasonText ?? $"the broker said {packet.Reason}") + elsewhere) { ServerReference = packet.ServerReference });
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

    /// <summary>The reading loop is not about to send what was written.</summary>
    public void FlushUnlessReading()
    {
        Interlocked.MemoryBarrier(); // what was written is so before the loop's state is looked at
        if (!_reading) Output.Flush();
    }

    /// <summary>The broker is gone without a word.</summary>
    public void GiveUp(TimeSpan silence)
    {
        End(new MqttDisconnect(MqttReasonCode.KeepAliveTimeout, false, $"no sign of life from the broker for {silence.TotalSeconds:0.###} s"), farewell: false);
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
        _incoming.Window.Close();
        if (!farewell) _stream.Dispose();
        _input.CancelPendingRead();
        _ended.Cancel();
    }

    private async Task FinishAsync()
    {
        try
        {
            await _keepAlive.DisposeAsync();
            await Output.CompleteAsync(FarewellGrace);
            await _input.CompleteAsync();
            await _stream.DisposeAsync();
        }
        finally
        {
            _reauthentication?.End(_disconnect!);
            foreach (var request in _requests.Values)
            {
                request.TrySetException(new MqttConnectionException($"the connection ended before the broker answered: {_disconnect!.Explanation}"));
                _ = request.Task.Exception; // who waits hears it; who gave up waiting must not fail for it later
            }
            _closed.TrySetResult(_disconnect!);
        }
    }
}
