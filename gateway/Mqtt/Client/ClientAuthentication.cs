using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// The client's end of AUTH for one connection (5.0 §3.15, §4.12): at its beginning and at re-authentications. It trusts
/// the broker only when its own exchange says that it may.
/// </summary>
internal sealed class ClientAuthentication(MqttClientAuthentication how)
{
    private IMqttAuthenticationExchange? _exchange;

    public string Method => how.Method;

    /// <summary>Begins anew; gives what goes out first.</summary>
    public async ValueTask<MqttAuthenticationStep> BeginAsync(CancellationToken cancel)
    {
        _exchange = how.Begin();
        var step = await _exchange.TakeAsync(null, cancel);
        if (step.Reason == MqttReasonCode.Success) _exchange = null; // it has said all and expects nothing
        return step;
    }

    /// <summary>Takes an AUTH; the answer says to go on, that all is well, or why the broker is not trusted.</summary>
    public async ValueTask<MqttAuthenticationStep> HandleAsync(ReadOnlyMemory<byte> body, byte flags, CancellationToken cancel)
    {
        var error = AuthPacket.Decode(body.Span, flags, out var packet);
        if (error != MqttReasonCode.Success) return MqttAuthenticationStep.Refuse(error);
        if (packet.Method is { } method && method != Method) return MqttAuthenticationStep.Refuse(MqttReasonCode.ProtocolError); // [MQTT-4.12.0-5]
        if (packet.Reason == MqttReasonCode.Success) return await FinishAsync(packet.Data, cancel);
        if (packet.Reason != MqttReasonCode.ContinueAuthentication || _exchange is null) return MqttAuthenticationStep.Refuse(MqttReasonCode.ProtocolError); // [MQTT-4.12.0-2]
        var step = await _exchange.TakeAsync(packet.Data is null ? (ReadOnlyMemory<byte>?)null : packet.Data, cancel);
        if (step.Reason != MqttReasonCode.Success) return step;
        _exchange = null;
        return MqttAuthenticationStep.Continue(step.Data); // the broker waits for an answer all the same
    }

    /// <summary>The broker is content: is the client?</summary>
    public async ValueTask<MqttAuthenticationStep> FinishAsync(byte[]? data, CancellationToken cancel)
    {
        if (_exchange is null) return MqttAuthenticationStep.Success();
        var step = await _exchange.TakeAsync(data is null ? (ReadOnlyMemory<byte>?)null : data, cancel);
        _exchange = null;
        return step.Reason == MqttReasonCode.ContinueAuthentication ? MqttAuthenticationStep.Refuse(MqttReasonCode.NotAuthorized) : step;
    }

    /// <summary>Sends AUTH.</summary>
    public void Send(ConnectionOutput output, MqttReasonCode reason, ReadOnlyMemory<byte>? data)
    {
        var writer = new PacketWriter(stackalloc byte[512], PacketType.Auth);
        new AuthPacket { Reason = reason, Method = Method, Data = data?.ToArray() }.Encode(ref writer);
        output.Write(writer.Complete());
        writer.Dispose();
    }
}
