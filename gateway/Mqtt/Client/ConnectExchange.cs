using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Client;

/// <summary>CONNECT and the wait for its CONNACK, from the client's side (5.0 §3.1, §3.2).</summary>
internal static class ConnectExchange
{
    public static async Task<MqttConnectResult> RunAsync(MqttClientOptions options, ClientAuthentication? authentication, PipeReader input, ConnectionOutput output, CancellationToken cancel)
    {
        var first = authentication is null ? null : Checked(await authentication.BeginAsync(cancel));
        Send(options, authentication?.Method, first?.Data, output);
        while (true)
        {
            var (header, body) = await ReadAsync(options, authentication is not null, input, cancel);
            if (header >> 4 == (int)PacketType.ConnAck)
            {
                var packet = Decode(options, header, body);
                if (authentication is not null && !packet.Reason.IsFailure()) Checked(await authentication.FinishAsync(packet.AuthenticationData, cancel));
                return Result(options, packet);
            }
            var step = Checked(await authentication!.HandleAsync(body, (byte)(header & 15), cancel));
            authentication.Send(output, MqttReasonCode.ContinueAuthentication, step.Data); // [MQTT-4.12.0-3]
            output.Flush();
        }
    }

    private static async Task<(byte Header, byte[] Body)> ReadAsync(MqttClientOptions options, bool mayBeAuth, PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancel);
            var buffer = result.Buffer;
            if (!buffer.IsEmpty) CheckFirst(options, mayBeAuth, buffer.FirstSpan[0]);
            var status = PacketFrame.TryRead(ref buffer, options.MaximumPacketSize, out var header, out var body);
            if (status == FrameStatus.Complete)
            {
                var bytes = body.ToArray();
                input.AdvanceTo(buffer.Start);
                return (header, bytes);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (status != FrameStatus.Incomplete) throw new MqttConnectException($"no MQTT broker answers on {options.Broker}");
            if (result.IsCompleted) throw new EndOfStreamException();
        }
    }

    private static void CheckFirst(MqttClientOptions options, bool mayBeAuth, byte header)
    {
        const int tlsAlert = 0x15;
        var type = (PacketType)(header >> 4);
        if (type == PacketType.ConnAck || type == PacketType.Auth && mayBeAuth) return;
        var hint = header == tlsAlert && options.Tls is null ? "; it speaks TLS" : "";
        throw new MqttConnectException($"no MQTT broker answers on {options.Broker}: its first packet is no CONNACK [MQTT-3.2.0-1]{hint}");
    }

    private static MqttAuthenticationStep Checked(MqttAuthenticationStep step) =>
        step.Reason.IsFailure() ? throw new MqttConnectException($"the broker did not show that it can be trusted: {step.Reason}") : step;

    private static void Send(MqttClientOptions options, string? method, ReadOnlyMemory<byte>? data, ConnectionOutput output)
    {
        var packet = new ConnectPacket
        {
            Version = options.Version,
            CleanStart = options.CleanStart,
            KeepAlive = (ushort)Math.Clamp(Math.Ceiling(options.KeepAlive.TotalSeconds), 0, ushort.MaxValue),
            ClientId = options.ClientId,
            User = options.User,
            Password = options.Password is null ? null : Encoding.UTF8.GetBytes(options.Password),
            Will = Will(options.Will),
            SessionExpiry = (uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 0, uint.MaxValue),
            ReceiveMaximum = options.ReceiveMaximum,
            MaximumPacketSize = (uint)options.MaximumPacketSize,
            TopicAliasMaximum = options.TopicAliasMaximum,
            AuthenticationMethod = method,
            AuthenticationData = data?.ToArray(),
        };
        var writer = new PacketWriter(stackalloc byte[512], PacketType.Connect);
        packet.Encode(ref writer);
        output.Write(writer.Complete());
        writer.Dispose();
        output.Flush();
    }

    private static WillFields? Will(MqttWill? will) => will is null ? null : new WillFields
    {
        Topic = Encoding.UTF8.GetBytes(will.Topic),
        Payload = will.Payload.ToArray(),
        QoS = will.QoS,
        Retain = will.Retain,
        DelaySeconds = will.DelaySeconds,
        Expiry = will.Properties?.ExpirySeconds,
        Properties = will.Properties?.Encode() ?? [],
    };

    private static ConnAckPacket Decode(MqttClientOptions options, byte header, byte[] body)
    {
        var error = ConnAckPacket.Decode(body, (byte)(header & 15), options.Version, out var packet);
        if (error != MqttReasonCode.Success) throw new MqttConnectException($"the broker's CONNACK is not understandable: {error}");
        if (packet.SessionPresent && options.CleanStart) throw new MqttConnectException("the broker resumed a session where none was wanted [MQTT-3.2.2-2]");
        return packet;
    }

    private static MqttConnectResult Result(MqttClientOptions options, ConnAckPacket packet) => new()
    {
        ReasonCode = packet.Reason,
        ReasonText = packet.ReasonText,
        SessionPresent = packet.SessionPresent,
        ClientId = packet.AssignedClientId ?? options.ClientId,
        SessionExpiry = packet.SessionExpiry is { } expiry ? TimeSpan.FromSeconds(expiry) : options.SessionExpiry,
        ReceiveMaximum = packet.ReceiveMaximum,
        MaximumQoS = packet.MaximumQoS,
        RetainAvailable = packet.RetainAvailable,
        MaximumPacketSize = packet.MaximumPacketSize,
        TopicAliasMaximum = packet.TopicAliasMaximum,
        WildcardsAvailable = packet.WildcardsAvailable,
        SubscriptionIdentifiersAvailable = packet.SubscriptionIdentifiersAvailable,
        SharedSubscriptionsAvailable = packet.SharedSubscriptionsAvailable,
        KeepAlive = packet.ServerKeepAlive is { } keepAlive ? TimeSpan.FromSeconds(keepAlive) : options.KeepAlive, // [MQTT-3.1.2-21]
        ResponseInformation = packet.ResponseInformation,
        ServerReference = packet.ServerReference,
    };
}
