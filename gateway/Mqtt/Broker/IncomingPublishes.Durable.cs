using Nanofleet.Mqtt.Flow;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>
/// What a store adds to taking a PUBLISH: all that it changes, the QoS 2 identifier among it, is committed together, and
/// the answer goes out after that. What would need the store while it fails is refused before anybody has it.
/// </summary>
internal sealed partial class IncomingPublishes
{
    private DurableAcknowledger? _durable;

    /// <summary>The store is behind: this publisher waits, and so is not read.</summary>
    private async ValueTask HandleWithRoomAsync(StoreJournal journal, ReadOnlyMemory<byte> body, byte flags, FlushBatch batch)
    {
        await journal.RoomAsync();
        await Handle(body, flags, batch);
    }

    private bool NeedsStore(in PublishPacket packet, ReadOnlySpan<byte> topic)
    {
        if (packet.QoS == MqttQoS.AtMostOnce) return false;
        return packet.Retain || packet.QoS == MqttQoS.ExactlyOnce && _session.Record is not null || _core.Router.HasDurableSubscriber(topic);
    }

    private bool RouteDurably(
        StoreJournal journal, in PublishPacket packet, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body, FlushBatch batch, bool wanted, out long ticket)
    {
        journal.Enter();
        try
        {
            var any = Route(packet, topic, body, batch, out ticket);
            if (packet.QoS == MqttQoS.ExactlyOnce && _session.Record is { } record)
                ticket = record.Entered(packet.PacketId, wanted ? ExactlyOnceState.Held : ExactlyOnceState.Received);
            return any;
        }
        finally
        {
            journal.Exit();
        }
    }

    private void AnswerDurably(in PublishPacket packet, MqttReasonCode reason, long ticket)
    {
        if (ticket == 0) AnswerNow(packet, reason);
        else if (packet.QoS != MqttQoS.AtMostOnce) _core.Journal!.WhenCommitted(ticket, _window, _window.Open(packet.PacketId, packet.QoS), reason);
    }

    private MqttAcknowledgement Acknowledgement(in PublishPacket packet, long ticket)
    {
        var token = _window.Open(packet.PacketId, packet.QoS);
        var isRecorded = packet.QoS == MqttQoS.ExactlyOnce && _session.Record is not null;
        if (ticket == 0 && !isRecorded) return new MqttAcknowledgement(_window, token);
        _durable ??= new DurableAcknowledger(_core.Journal!, _session, _window);
        _durable.Open(token, ticket, isRecorded ? packet.PacketId : (ushort)0);
        return new MqttAcknowledgement(_durable, token);
    }
}
