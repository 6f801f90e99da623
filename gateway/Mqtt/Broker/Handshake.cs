using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>CONNECT and its answer (5.0 §3.1.4, §3.2): who the client is, whether it may, which session it gets, within which limits.</summary>
internal sealed class Handshake(BrokerCore core, BrokerConnection connection, EndPoint? remote, X509Certificate2? certificate)
{
    private const string IdentifierLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int AssignedLength = 20;

    /// <summary>The session, or null when the client was refused.</summary>
    public async ValueTask<Session?> AcceptAsync(ReadOnlyMemory<byte> body, byte flags, CancellationToken cancel)
    {
        var answer = new ConnAckPacket { Reason = ConnectPacket.Decode(body.Span, flags, out var packet) };
        connection.Version = packet.Version;
        connection.MaximumSendSize = packet.MaximumPacketSize;
        if (answer.Reason == MqttReasonCode.Success) answer.Reason = Check(packet);
        if (answer.Reason.IsFailure()) return Refuse(answer);

        var clientId = packet.ClientId;
        if (clientId.Length == 0) answer.AssignedClientId = clientId = "nf-" + RandomNumberGenerator.GetString(IdentifierLetters, AssignedLength); // [MQTT-3.1.3-6]
        connection.Peer = new MqttPeer(clientId, packet.User, packet.Version, remote, certificate);
        if (core.Options.Authenticate is { } authenticate)
        {
            answer.Reason = await authenticate(connection.Peer, packet.Password, cancel);
            if (answer.Reason.IsFailure()) return Refuse(answer);
        }
        return await OpenAsync(packet, clientId, answer);
    }

    private MqttReasonCode Check(ConnectPacket packet)
    {
        if (connection.RefusalReason.IsFailure()) return connection.RefusalReason;
        if (packet.AuthenticationMethod is not null) return MqttReasonCode.BadAuthenticationMethod; // none is offered (§4.12)
        if (packet.ClientId.Length == 0 && packet.Version == MqttVersion.V311 && !packet.CleanStart) return MqttReasonCode.ClientIdentifierNotValid; // 3.1.1 [MQTT-3.1.3-8]
        if (packet.Will is not { } will) return MqttReasonCode.Success;
        var valid = Topics.TopicName.IsValid(will.Topic, core.Options.MaximumTopicLevels) && will.Topic[0] != '$';
        return valid ? MqttReasonCode.Success : MqttReasonCode.TopicNameInvalid;
    }

    private async ValueTask<Session?> OpenAsync(ConnectPacket packet, string clientId, ConnAckPacket answer)
    {
        connection.SetWill(packet.Will);
        connection.KeepAlive = KeepAlive(packet, answer);
        var isV5 = packet.Version == MqttVersion.V500;
        connection.SendMaximum = Math.Min(core.Options.SendMaximum, packet.ReceiveMaximum); // [MQTT-3.3.4-9]
        connection.Aliases = OutgoingAliases.For(core.Options.SendTopicAliasMaximum, packet.TopicAliasMaximum); // [MQTT-3.1.2-26], [MQTT-3.1.2-27]

        if (core.Journal is { IsFailing: true } && core.Sessions.NeedsStore(clientId, SessionExpiry(packet)))
        {
            connection.SetWill(null);
            answer.Reason = MqttReasonCode.ServerUnavailable;
            return Refuse(answer);
        }
        var session = core.Sessions.Open(connection, clientId, packet.CleanStart, SessionExpiry(packet), out answer.SessionPresent);
        if (session is null)
        {
            connection.SetWill(null);
            answer.Reason = MqttReasonCode.QuotaExceeded;
            return Refuse(answer);
        }
        if (isV5)
        {
            answer.SessionExpiry = session.ExpirySeconds == packet.SessionExpiry ? null : session.ExpirySeconds; // §3.2.2.3.2
            answer.ReceiveMaximum = core.Options.ReceiveMaximum;
            answer.MaximumPacketSize = (uint)core.Options.MaximumPacketSize;
            answer.TopicAliasMaximum = core.Options.TopicAliasMaximum;
        }
        if (session.OpenTicket != 0 && !await core.Journal!.CommittedAsync(session.OpenTicket)) return null; // the broker stops
        if (!TrySend(answer)) connection.Close(MqttReasonCode.PacketTooLarge);
        return session;
    }

    /// <summary>5.0 §3.1.2.11.2. A persistent session of 3.1.1 has no end of its own and gets the longest that is allowed.</summary>
    private uint SessionExpiry(ConnectPacket packet)
    {
        var longest = (uint)Math.Min(core.Options.MaximumSessionExpiry.TotalSeconds, uint.MaxValue);
        if (packet.Version == MqttVersion.V500) return Math.Min(packet.SessionExpiry, longest);
        return packet.CleanStart ? 0 : longest;
    }

    /// <summary>The client's wish, or the server's where it is shorter [MQTT-3.1.2-21].</summary>
    private TimeSpan KeepAlive(ConnectPacket packet, ConnAckPacket answer)
    {
        var wish = TimeSpan.FromSeconds(packet.KeepAlive);
        var maximum = core.Options.MaximumKeepAlive;
        if (packet.Version == MqttVersion.V311 || maximum == TimeSpan.Zero || wish > TimeSpan.Zero && wish <= maximum) return wish;
        answer.ServerKeepAlive = (ushort)Math.Clamp(maximum.TotalSeconds, 1, ushort.MaxValue);
        return TimeSpan.FromSeconds(answer.ServerKeepAlive.Value);
    }

    private Session? Refuse(ConnAckPacket answer)
    {
        core.Counters.AddRefused();
        var malformed = answer.Reason is MqttReasonCode.MalformedPacket or MqttReasonCode.ProtocolError;
        if (!malformed || connection.Version == MqttVersion.V500) TrySend(answer); // 3.1.1 closes without a word [MQTT-3.1.4-1]
        return null;
    }

    /// <summary>False when the client accepts no packet of this size [MQTT-3.1.2-24].</summary>
    private bool TrySend(ConnAckPacket answer)
    {
        var writer = new PacketWriter(stackalloc byte[256], PacketType.ConnAck);
        answer.Encode(ref writer, connection.Version);
        var packet = writer.Complete();
        var fits = packet.Length <= connection.MaximumSendSize;
        if (fits) connection.Output.Write(packet);
        writer.Dispose();
        return fits;
    }
}
