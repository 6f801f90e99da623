using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// The broker's end of AUTH for one connection (5.0 §3.15, §4.12): the exchange that is under way, at the beginning of the
/// connection or at a re-authentication.
/// </summary>
internal sealed class EnhancedAuthentication(BrokerConnection connection, MqttBeginAuthentication begin, string method)
{
    private IMqttAuthenticationExchange? _exchange;

    public string Method { get; } = method;

    /// <summary>The client's first words; BadAuthenticationMethod when the host does not offer the method (§4.12).</summary>
    public ValueTask<MqttAuthenticationStep> BeginAsync(byte[]? data, CancellationToken cancel)
    {
        _exchange = begin(connection.Peer, Method);
        return TakeAsync(data, cancel);
    }

    /// <summary>An AUTH of the client, before its CONNACK or after.</summary>
    public async ValueTask<MqttAuthenticationStep> HandleAsync(ReadOnlyMemory<byte> body, byte flags, bool isConnected, CancellationToken cancel)
    {
        var error = AuthPacket.Decode(body.Span, flags, out var packet);
        if (error != MqttReasonCode.Success) return MqttAuthenticationStep.Refuse(error);
        if (packet.Method != Method) return MqttAuthenticationStep.Refuse(MqttReasonCode.ProtocolError); // [MQTT-4.12.0-5], [MQTT-4.12.1-1]
        return packet.Reason switch
        {
            MqttReasonCode.ContinueAuthentication when _exchange is not null => await TakeAsync(packet.Data, cancel), // [MQTT-4.12.0-3]
            MqttReasonCode.ReAuthenticate when isConnected && _exchange is null => await BeginAsync(packet.Data, cancel),
            _ => MqttAuthenticationStep.Refuse(MqttReasonCode.ProtocolError),
        };
    }

    /// <summary>Sends the next step, or that it worked. False when the client accepts no packet of this size [MQTT-3.1.2-24].</summary>
    public bool TrySend(MqttAuthenticationStep step)
    {
        var writer = new PacketWriter(stackalloc byte[512], PacketType.Auth);
        new AuthPacket { Reason = step.Reason, Method = Method, Data = step.Data?.ToArray() }.Encode(ref writer);
        var packet = writer.Complete();
        var fits = packet.Length <= connection.MaximumSendSize;
        if (fits) connection.Output.Write(packet);
        writer.Dispose();
        return fits;
    }

    private async ValueTask<MqttAuthenticationStep> TakeAsync(byte[]? data, CancellationToken cancel)
    {
        if (_exchange is null) return MqttAuthenticationStep.Refuse(MqttReasonCode.BadAuthenticationMethod);
        var step = await _exchange.TakeAsync(data is null ? (ReadOnlyMemory<byte>?)null : data, cancel);
        if (step.Reason != MqttReasonCode.ContinueAuthentication) _exchange = null;
        return step;
    }
}
