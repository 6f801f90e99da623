using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;

namespace Nanofleet.Mqtt.Broker;

/// <summary>CONNECT and its answer (5.0 §3.1.4, §3.2): who the client is, whether it may, which session it gets, within which limits.</summary>
internal sealed class Handshake(BrokerCore core, BrokerConnection connection, EndPoint? remote, X509Certificate2? certificate, bool isSecure)
{
    private const string IdentifierLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int AssignedLength = 20;

    private readonly ConnAckPacket _answer = new();
    private ConnectPacket? _packet;
    private EnhancedAuthentication? _authentication;

    /// <summary>The client that was let in; null until then, and for good when <see cref="IsRefused"/>.</summary>
    public Session? Session { get; private set; }

    public bool IsRefused { get; private set; }

    /// <summary>Takes CONNECT [MQTT-3.1.0-1] and then, while the client shows who it is, AUTH: nothing else may come in between [MQTT-3.1.2-30].</summary>
    public async ValueTask TakeAsync(PacketType type, byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (_packet is null && type == PacketType.Connect)
        {
            await AcceptAsync(body, flags, cancel);
        }
        else if (_authentication is not null && type == PacketType.Auth)
        {
            await ProceedAsync(await _authentication.HandleAsync(body, flags, isConnected: false, cancel));
        }
        else if (_packet is not null && type != PacketType.Disconnect)
        {
            Refuse(MqttReasonCode.ProtocolError);
        }
        else
        {
            IsRefused = true;
        }
    }

    private async ValueTask AcceptAsync(ReadOnlyMemory<byte> body, byte flags, CancellationToken cancel)
    {
        var reason = ConnectPacket.Decode(body.Span, flags, out _packet);
        connection.Version = _packet.Version;
        connection.MaximumSendSize = _packet.MaximumPacketSize;
        if (reason == MqttReasonCode.Success) reason = Check(_packet);
        if (reason == MqttReasonCode.Success)
        {
            var clientId = _packet.ClientId;
            if (clientId.Length == 0) _answer.AssignedClientId = clientId = "nf-" + RandomNumberGenerator.GetString(IdentifierLetters, AssignedLength); // [MQTT-3.1.3-6]
            connection.Peer = new MqttPeer(clientId, _packet.User, _packet.Version, remote, certificate, isSecure);
            if (_packet.AuthenticationMethod is { } method)
            {
                _authentication = new EnhancedAuthentication(connection, core.Options.BeginAuthentication!, method);
                await ProceedAsync(await _authentication.BeginAsync(_packet.AuthenticationData, cancel));
                return;
            }
            if (core.Options.Authenticate is { } authenticate) reason = await authenticate(connection.Peer, _packet.Password, cancel);
            else if (core.Options.BeginAuthentication is not null) reason = MqttReasonCode.NotAuthorized; // who shows nothing is nobody
        }
        if (reason.IsFailure()) Refuse(reason);
        else await OpenAsync();
    }

    /// <summary>One step of an enhanced authentication: on, in or out (§4.12).</summary>
    private async ValueTask ProceedAsync(MqttAuthenticationStep step)
    {
        if (step.Reason.IsFailure())
        {
            Refuse(step.Reason);
        }
        else if (step.Reason == MqttReasonCode.ContinueAuthentication)
        {
            if (!_authentication!.TrySend(step)) IsRefused = true; // [MQTT-4.12.0-2]
        }
        else
        {
            _answer.AuthenticationMethod = _authentication!.Method; // [MQTT-4.12.0-5]
            _answer.AuthenticationData = step.Data?.ToArray();
            connection.Authentication = _authentication;
            await OpenAsync();
        }
    }

    private MqttReasonCode Check(ConnectPacket packet)
    {
        if (connection.RefusalReason.IsFailure()) return connection.RefusalReason;
        if (packet.AuthenticationMethod is not null && core.Options.BeginAuthentication is null) return MqttReasonCode.BadAuthenticationMethod; // none is offered [MQTT-4.12.0-1]
        if (packet.ClientId.Length == 0 && packet.Version == MqttVersion.V311 && !packet.CleanStart) return MqttReasonCode.ClientIdentifierNotValid; // 3.1.1 [MQTT-3.1.3-8]
        if (packet.Will is not { } will) return MqttReasonCode.Success;
        var valid = Topics.TopicName.IsValid(will.Topic, core.Options.MaximumTopicLevels) && will.Topic[0] != '$';
        if (!valid) return MqttReasonCode.TopicNameInvalid;
        var size = will.Topic.Length + will.Properties.Length + will.Payload.Length;
        return size <= core.Options.MaximumWillSize ? MqttReasonCode.Success : MqttReasonCode.QuotaExceeded;
    }

    private async ValueTask OpenAsync()
    {
        var (packet, answer) = (_packet!, _answer);
        connection.SetWill(packet.Will);
        connection.KeepAlive = KeepAlive(packet, answer);
        var isV5 = packet.Version == MqttVersion.V500;
        connection.SendMaximum = Math.Min(core.Options.SendMaximum, packet.ReceiveMaximum); // [MQTT-3.3.4-9]
        connection.Aliases = OutgoingAliases.For(core.Options.SendTopicAliasMaximum, packet.TopicAliasMaximum); // [MQTT-3.1.2-26], [MQTT-3.1.2-27]

        var clientId = connection.Peer.ClientId;
        if (core.Journal is { IsFailing: true } && core.Sessions.NeedsStore(clientId, SessionExpiry(packet)))
        {
            connection.SetWill(null);
            Refuse(MqttReasonCode.ServerUnavailable);
            return;
        }
        var session = core.Sessions.Open(connection, clientId, packet.CleanStart, SessionExpiry(packet), out answer.SessionPresent);
        if (session is null)
        {
            connection.SetWill(null);
            Refuse(MqttReasonCode.QuotaExceeded);
            return;
        }
        if (answer.SessionPresent && core.Options.AuthorizeSubscribe is { } authorize) session.Subscriptions.Keep(subscription => !authorize(connection.Peer, subscription.Wanted, subscription.QoS).IsFailure());
        if (isV5)
        {
            answer.SessionExpiry = session.ExpirySeconds == packet.SessionExpiry ? null : session.ExpirySeconds; // §3.2.2.3.2
            answer.ReceiveMaximum = core.Options.ReceiveMaximum;
            answer.MaximumPacketSize = (uint)core.Options.MaximumPacketSize;
            answer.TopicAliasMaximum = core.Options.TopicAliasMaximum;
        }
        if (session.OpenTicket != 0 && !await core.Journal!.CommittedAsync(session.OpenTicket))
        {
            IsRefused = true; // the broker stops
            return;
        }
        if (!TrySend(answer)) connection.Close(MqttReasonCode.PacketTooLarge);
        Session = session;
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

    private void Refuse(MqttReasonCode reason)
    {
        IsRefused = true;
        core.Counters.AddRefused();
        var isWrong = reason is MqttReasonCode.MalformedPacket or MqttReasonCode.ProtocolError or MqttReasonCode.TopicNameInvalid;
        if (isWrong && connection.Version != MqttVersion.V500) return; // 3.1.1 closes without a word [MQTT-3.1.4-1, MQTT-3.2.2-6]
        TrySend(new ConnAckPacket { Reason = reason });
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
