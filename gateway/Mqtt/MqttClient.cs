using System.IO.Pipelines;
using System.Text;
using Nanofleet.Mqtt.Client;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;
using Nanofleet.Mqtt.Transports;

namespace Nanofleet.Mqtt;

/// <summary>
/// One client of a broker. It makes one connection at a time and may connect again when that has ended; the session
/// goes on where <see cref="MqttClientOptions.CleanStart"/> is false and the broker still has it. Then messages that
/// the receiver has not acknowledged come again, and publishes that the broker has not answered are sent again: their
/// tasks stay pending over the gap, up to the publish time-out. Without such a session they fail with
/// <see cref="MqttConnectionException"/> when the connection ends.
/// </summary>
public sealed class MqttClient(MqttClientOptions options, IMqttReceiver? receiver = null, TimeProvider? clock = null) : IMqttClient
{
    private static readonly Task<MqttDisconnect> NeverConnected =
        Task.FromResult(new MqttDisconnect(MqttReasonCode.UnspecifiedError, false, "it was never connected"));

    private readonly MqttClientOptions _options = options;
    private readonly IMqttReceiver? _receiver = receiver;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly ClientSession _session = new(options.MaximumQueuedPublishes);
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ClientConnection? _connection;

    /// <summary>The broker accepted and the connection has not ended since.</summary>
    public bool IsConnected => Volatile.Read(ref _connection) is { IsClosing: false };

    /// <summary>Completes when the present connection has ended, with the reason; never faults.</summary>
    public Task<MqttDisconnect> Closed => Volatile.Read(ref _connection)?.Closed ?? NeverConnected;

    /// <summary>
    /// Makes one attempt. The broker's refusal is a value; no network, no trust or no answer is an
    /// <see cref="MqttConnectException"/> that says which.
    /// </summary>
    public async Task<MqttConnectResult> ConnectAsync(CancellationToken cancel = default)
    {
        CheckOptions();
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

    /// <summary>Subscribes; one reason per filter, in order: the granted QoS or a refusal.</summary>
    public Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, CancellationToken cancel = default) =>
        SubscribeAsync(subscriptions, 0, cancel);

    /// <summary>Subscribes with a subscription identifier that comes back with every message (MQTT 5 §3.8.2.1.2; 0: none).</summary>
    public Task<IReadOnlyList<MqttReasonCode>> SubscribeAsync(IReadOnlyList<MqttSubscription> subscriptions, uint identifier, CancellationToken cancel = default)
    {
        if (subscriptions.Count == 0) throw new ArgumentException("a SUBSCRIBE needs a filter [MQTT-3.8.3-2]", nameof(subscriptions));
        if (identifier > VariableByteInteger.Maximum) throw new ArgumentOutOfRangeException(nameof(identifier), identifier, "a subscription identifier has 28 bits (MQTT 5 §3.8.2.1.2)");
        foreach (var subscription in subscriptions)
        {
            CheckFilter(subscription.Filter);
            if (subscription.NoLocal && subscription.Filter.StartsWith("$share/", StringComparison.Ordinal)) throw new ArgumentException($"NoLocal is not for a shared subscription, as '{subscription.Filter}' is one [MQTT-3.8.3-4]");
        }
        return RequestAsync(
            id =>
            {
                var writer = new PacketWriter(stackalloc byte[256], PacketType.Subscribe, 2);
                new SubscribePacket { PacketId = id, Identifier = identifier, Subscriptions = [.. subscriptions] }.Encode(ref writer, _options.Version);
                var packet = writer.Complete().ToArray();
                writer.Dispose();
                return packet;
            },
            subscriptions.Count,
            cancel);
    }

    /// <summary>Ends subscriptions; one reason per filter, in order (in 3.1.1 always Success).</summary>
    public Task<IReadOnlyList<MqttReasonCode>> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel = default)
    {
        if (filters.Count == 0) throw new ArgumentException("an UNSUBSCRIBE needs a filter [MQTT-3.10.3-2]", nameof(filters));
        foreach (var filter in filters) CheckFilter(filter);
        return RequestAsync(
            id =>
            {
                var writer = new PacketWriter(stackalloc byte[256], PacketType.Unsubscribe, 2);
                new UnsubscribePacket { PacketId = id, Filters = [.. filters] }.Encode(ref writer, _options.Version);
                var packet = writer.Complete().ToArray();
                writer.Dispose();
                return packet;
            },
            filters.Count,
            cancel);
    }

    /// <inheritdoc/>
    public ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos = MqttQoS.AtMostOnce, bool retain = false, CancellationToken cancel = default) =>
        PublishAsync(topic, payload, qos, retain, null, cancel);

    /// <summary>Publishes with properties, which MQTT 3.1.1 leaves out.</summary>
    public async ValueTask<MqttReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, MqttQoS qos, bool retain, MqttMessageProperties? properties, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        var connection = Connected();
        if (qos > connection.Limits.MaximumQoS) return MqttReasonCode.QoSNotSupported; // [MQTT-3.2.2-11]
        if (retain && !connection.Limits.RetainAvailable) return MqttReasonCode.RetainNotSupported; // [MQTT-3.2.2-14]
        if (qos == MqttQoS.AtMostOnce) return await SendAsync(connection, topic, payload, retain, properties);
        await _session.EnterAsync(cancel);
        PendingPublish? publish = null;
        try
        {
            connection = Connected(); // it may have ended while this waited for its turn
            if (Encode(connection, topic, payload, qos, retain, properties) is not { } packet) return MqttReasonCode.PacketTooLarge;
            if (!_session.TryAdd(publish = new PendingPublish(packet, qos))) return MqttReasonCode.QuotaExceeded;
        }
        finally
        {
            if (publish is not { PacketId: not 0 }) _session.Leave();
        }
        if (connection.IsClosing) EndOfConnection(connection);
        return await publish.Answer.Task.WaitAsync(_options.PublishTimeout, _clock, cancel);
    }

    /// <summary>
    /// Shows anew who this client is, by the method of the options (5.0 §4.12.1); messages go on meanwhile. Success, or the
    /// reason for which either end has closed the connection.
    /// </summary>
    public Task<MqttReasonCode> ReAuthenticateAsync(CancellationToken cancel = default) => Connected().ReAuthenticateAsync(cancel);

    /// <summary>Says goodbye and waits for the end; does nothing when not connected. DisconnectWithWill makes an MQTT 5 broker publish the will.</summary>
    public async Task DisconnectAsync(MqttReasonCode reason = MqttReasonCode.NormalDisconnection, CancellationToken cancel = default)
    {
        if (Volatile.Read(ref _connection) is { } connection) await connection.DisconnectAsync(reason).WaitAsync(cancel);
    }

    /// <summary>Drops the connection without DISCONNECT, as if the cable were cut.</summary>
    public void Abort() => Volatile.Read(ref _connection)?.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        _session.Discard("the client was disposed");
    }

    private bool KeepsSession => !_options.CleanStart && (_options.Version == MqttVersion.V311 || _options.SessionExpiry > TimeSpan.Zero);

    private void CheckOptions()
    {
        if (_options.UnixSocket is not null && _options.Tls is not null && _options.Tls.TargetHost is null) throw new ArgumentException("TLS over a Unix socket needs a TargetHost: there is no host name to expect in the certificate");
        if (_options.ReceiveMaximum == 0) throw new ArgumentException("ReceiveMaximum must be at least 1");
        if (_options.Will is { } will) TopicBytes(will.Topic);
        if (_options.Version == MqttVersion.V500) return;
        if (_options.Authentication is not null) throw new ArgumentException("MQTT 3.1.1 knows no Authentication but User and Password");
        if (_options.ClientId.Length == 0 && !_options.CleanStart) throw new ArgumentException("MQTT 3.1.1 needs a ClientId to keep a session [MQTT-3.1.3-7]");
        if (_options.Password is not null && _options.User is null) throw new ArgumentException("MQTT 3.1.1 needs a User where there is a Password [MQTT-3.1.2-22]");
    }

    private async Task<MqttConnectResult> ConnectOnceAsync(CancellationToken cancel)
    {
        var link = await Transport.ConnectAsync(_options, cancel);
        var stream = link.Stream;
        try
        {
            var pipes = stream as IDuplexPipe ?? new StreamPipes(stream, StreamPipes.Large);
            var authentication = _options.Authentication is { } how ? new ClientAuthentication(how) : null;
            var output = new ConnectionOutput(pipes.Output, _clock);
            var result = await ConnectExchange.RunAsync(_options, authentication, pipes.Input, output, cancel);
            if (!result.IsAccepted)
            {
                await stream.DisposeAsync();
                return result;
            }
            Begin(new ClientConnection(_options, _session, _receiver, authentication, _clock, stream, pipes.Input, output, result));
            return result;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            if (e is EndOfStreamException or IOException and not MqttConnectionException)
                throw new MqttConnectException($"{_options.Broker} ended the connection instead of answering{(link.Hint is null ? "" : $"; {link.Hint}")}", e);
            throw;
        }
    }

    private void Begin(ClientConnection connection)
    {
        if (!connection.Limits.SessionPresent) _session.Discard("the broker no longer has the session; whether it has the message is unknown"); // [MQTT-3.2.2-5]
        _session.Window = connection.Window;
        _session.Incoming.Attach(connection);
        _session.Attach(connection.Output, connection.Aliases, _options.Version, SendMaximum(connection.Limits));
        Volatile.Write(ref _connection, connection);
        _ = connection.RunAsync(EndOfConnection);
    }

    private ushort SendMaximum(MqttConnectResult limits)
    {
        const ushort unsaid = 20;
        var wish = _options.SendMaximum ?? (_options.Version == MqttVersion.V311 ? unsaid : ushort.MaxValue);
        return Math.Clamp(wish, (ushort)1, limits.ReceiveMaximum); // [MQTT-3.3.4-7]
    }

    private void EndOfConnection(ClientConnection connection)
    {
        if (_connection != connection) return;
        _session.Detach();
        if (!KeepsSession) _session.Discard("the connection ended before the broker answered; whether it has the message is unknown");
    }

    private ClientConnection Connected() =>
        Volatile.Read(ref _connection) is { IsClosing: false } connection ? connection : throw new MqttConnectionException($"not connected to {_options.Broker}");

    private async Task<IReadOnlyList<MqttReasonCode>> RequestAsync(Func<ushort, byte[]> encode, int count, CancellationToken cancel)
    {
        var connection = Connected();
        if (!_session.TryReservePacketId(out var id)) throw new InvalidOperationException("all 65535 packet identifiers are in use");
        try
        {
            var reasons = await connection.RequestAsync(id, encode(id), cancel);
            if (reasons.Length == 0) return new MqttReasonCode[count]; // UNSUBACK of 3.1.1
            if (reasons.Length == count) return reasons;
            connection.Close(MqttReasonCode.ProtocolError); // [MQTT-3.8.4-6], [MQTT-3.11.3-1]
            throw new MqttConnectionException($"the broker answered {count} filters with {reasons.Length} reasons");
        }
        finally
        {
            _session.ReturnPacketId(id);
        }
    }

    private async ValueTask<MqttReasonCode> SendAsync(ClientConnection connection, string topic, ReadOnlyMemory<byte> payload, bool retain, MqttMessageProperties? properties)
    {
        if (!TryWrite(connection, topic, payload.Span, retain, properties)) return MqttReasonCode.PacketTooLarge;
        connection.Output.Flush();
        if (connection.Output.IsCongested) await connection.Output.WaitUntilDrainedAsync();
        return MqttReasonCode.Success;
    }

    private bool TryWrite(ClientConnection connection, string topic, ReadOnlySpan<byte> payload, bool retain, MqttMessageProperties? properties)
    {
        var packet = Packet(topic, payload, retain, properties);
        var size = packet.Size;
        if (size > connection.Limits.MaximumPacketSize) return false; // [MQTT-3.2.2-15]
        if (connection.Aliases is { } aliases) aliases.Write(ref packet, size);
        else connection.Output.Write(packet, size);
        return true;
    }

    private byte[]? Encode(ClientConnection connection, string topic, ReadOnlyMemory<byte> payload, MqttQoS qos, bool retain, MqttMessageProperties? properties)
    {
        var packet = Packet(topic, payload.Span, retain, properties);
        packet.QoS = qos;
        var size = packet.Size;
        if (size > connection.Limits.MaximumPacketSize) return null;
        var bytes = new byte[size];
        packet.Write(bytes);
        return bytes;
    }

    private OutgoingPublish Packet(string topic, ReadOnlySpan<byte> payload, bool retain, MqttMessageProperties? properties) => new()
    {
        Version = _options.Version,
        Topic = TopicBytes(topic),
        Payload = payload,
        Retain = retain,
        Properties = properties?.Encode(),
        HasExpiry = properties?.MessageExpiry is not null,
        Expiry = properties?.ExpirySeconds ?? 0,
    };

    private static byte[] TopicBytes(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        if (!TopicName.IsValid(bytes) || !MqttText.IsValid(bytes) || bytes.Length > MqttText.MaximumLength) throw new ArgumentException($"'{topic}' is not a topic name", nameof(topic));
        return bytes;
    }

    private static void CheckFilter(string filter)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        if (!TopicFilter.TrySplitShare(bytes, out _, out var rest) || !TopicFilter.IsValid(rest) || !MqttText.IsValid(bytes)) throw new ArgumentException($"'{filter}' is not a topic filter");
    }
}
