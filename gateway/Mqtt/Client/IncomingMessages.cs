using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Client;

/// <summary>
/// What a broker sends to this client (5.0 §3.3, §4.3): handed to the receiver, answered in the order of receipt when
/// the receiver is done with it.
/// </summary>
internal sealed class IncomingMessages : IReceiveWindowOwner
{
    private readonly ClientConnection _connection;
    private readonly ClientSession _session;
    private readonly IMqttReceiver? _receiver;
    private readonly TopicAliases _aliases;

    public IncomingMessages(ClientConnection connection, MqttClientOptions options, ClientSession session, IMqttReceiver? receiver)
    {
        _connection = connection;
        _session = session;
        _receiver = receiver;
        _aliases = new TopicAliases(options.TopicAliasMaximum);
        // A broker of MQTT 5 was told the maximum and is read on when it is reached, or the host could not hear the answers
        // to its own publishes before it lets a message go. One message more, and reading stops.
        Window = new ReceiveWindow(this, options.Version == MqttVersion.V500 ? options.ReceiveMaximum + 1 : options.ReceiveMaximum);
    }

    public ReceiveWindow Window { get; }

    /// <summary>Takes one PUBLISH. The task is the receiver's; reading goes on when it completes.</summary>
    public ValueTask HandleAsync(byte flags, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var error = PublishPacket.Decode(body.Span, flags, _connection.Version, out var packet);
        var topic = error == MqttReasonCode.Success ? body[packet.Topic] : default;
        if (error == MqttReasonCode.Success && _connection.Version == MqttVersion.V500) error = _aliases.Resolve(packet.TopicAlias, ref topic);
        if (error == MqttReasonCode.Success && !TopicName.IsValid(topic.Span)) error = MqttReasonCode.TopicNameInvalid;
        if (error != MqttReasonCode.Success)
        {
            _connection.Close(error);
            return default;
        }
        if (packet.QoS == MqttQoS.ExactlyOnce && _session.Incoming.Enter(_connection, packet.PacketId, Window) != ExactlyOnceState.New) return default; // [MQTT-4.3.3-10]
        var acknowledgement = packet.QoS == MqttQoS.AtMostOnce ? default : new MqttAcknowledgement(Window, Window.Open(packet.PacketId, packet.QoS));
        if (_receiver is null)
        {
            acknowledgement.Complete();
            return default;
        }
        return _receiver.ReceiveAsync(
            new MqttDelivery(topic, body[packet.Payload], packet.QoS, packet.Retain, packet.Duplicate, null, acknowledgement, new MqttPropertyList(body[packet.Properties])),
            cancel);
    }

    /// <summary>PUBREL (5.0 §3.6, §4.3.3): always answered by PUBCOMP, so that a repeated one finds its end.</summary>
    public MqttReasonCode Release(ushort packetId)
    {
        var known = _session.Incoming.Release(_connection, packetId);
        _connection.Output.WriteAnswer(PacketType.PubComp, packetId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound, _connection.Version);
        return MqttReasonCode.Success;
    }

    /// <inheritdoc/>
    public void Answer(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos == MqttQoS.ExactlyOnce) _session.Incoming.Complete(packetId, reason);
        if (reason.IsFailure() && _connection.Version == MqttVersion.V311)
        {
            _connection.Close(reason); // 3.1.1 cannot say no: unanswered, the message comes again
            return;
        }
        _connection.Output.AnswerPublish(packetId, qos, reason, _connection.Version);
    }

    /// <inheritdoc/>
    public void CompletedLate(ushort packetId, MqttQoS qos, MqttReasonCode reason)
    {
        if (qos != MqttQoS.ExactlyOnce) return; // it comes again and is taken again
        _session.Incoming.Complete(packetId, reason);
        _session.Window?.CompleteRepeated(packetId, reason);
    }

    /// <inheritdoc/>
    public void FlushAnswers() => _connection.FlushUnlessReading();
}
