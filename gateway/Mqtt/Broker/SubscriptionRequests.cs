using System.Text;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Topics;

namespace Nanofleet.Mqtt.Broker;

/// <summary>SUBSCRIBE and UNSUBSCRIBE of one client, filter by filter (5.0 §3.8.4, §3.10.4).</summary>
internal sealed class SubscriptionRequests(BrokerCore core, BrokerConnection connection, Session session)
{
    private List<Subscription>? _withRetained;
    private MqttReasonCode[] _reasons = [];
    private PacketType _answer;
    private ushort _packetId;

    /// <summary>Makes the subscriptions; the answer is <see cref="FinishAsync"/>'s.</summary>
    public MqttReasonCode Subscribe(ReadOnlySpan<byte> body, byte flags)
    {
        var error = SubscribePacket.Decode(body, flags, connection.Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        var reasons = new MqttReasonCode[packet.Subscriptions.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = Add(packet.Subscriptions[i], packet.Identifier);
            if (IsMalformedFilter(reasons[i]) && connection.Version == MqttVersion.V311) return MqttReasonCode.TopicFilterInvalid;
        }
        (_answer, _packetId, _reasons) = (PacketType.SubAck, packet.PacketId, reasons);
        return MqttReasonCode.Success;
    }

    /// <summary>Ends subscriptions; what is under way to the client is still delivered [MQTT-3.10.4-2].</summary>
    public MqttReasonCode Unsubscribe(ReadOnlySpan<byte> body, byte flags)
    {
        var error = UnsubscribePacket.Decode(body, flags, connection.Version, out var packet);
        if (error != MqttReasonCode.Success) return error;
        var reasons = new MqttReasonCode[packet.Filters.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = Remove(packet.Filters[i]);
            if (IsMalformedFilter(reasons[i]) && connection.Version == MqttVersion.V311) return MqttReasonCode.TopicFilterInvalid;
        }
        (_answer, _packetId, _reasons) = (PacketType.UnsubAck, packet.PacketId, reasons);
        return MqttReasonCode.Success;
    }

    /// <summary>When the change is safe: answers with one reason per filter, then sends the retained messages that new subscriptions ask for.</summary>
    public ValueTask FinishAsync()
    {
        Answer(_answer, _packetId, _reasons);
        return _withRetained is null ? default : SendRetainedAsync(_withRetained);
    }

    private static bool IsMalformedFilter(MqttReasonCode reason) => reason == MqttReasonCode.TopicFilterInvalid;

    private MqttReasonCode Add(MqttSubscription wanted, uint identifier)
    {
        var bytes = Encoding.UTF8.GetBytes(wanted.Filter);
        if (!IsValid(bytes, out var group, out var filter)) return MqttReasonCode.TopicFilterInvalid;
        var refusal = core.Options.AuthorizeSubscribe?.Invoke(connection.Peer, group.IsEmpty ? wanted.Filter : Encoding.UTF8.GetString(filter), wanted.QoS) ?? MqttReasonCode.Success;
        if (refusal.IsFailure()) return refusal;

        var subscription = new Subscription
        {
            Session = session,
            Filter = wanted.Filter,
            QoS = wanted.QoS,
            NoLocal = wanted.NoLocal,
            RetainAsPublished = wanted.RetainAsPublished,
            Identifier = identifier,
            IsShared = !group.IsEmpty,
        };
        if (core.Journal is { IsFailing: true } && session.Record is not null) return MqttReasonCode.QuotaExceeded;
        if (!session.Subscriptions.TrySet(subscription, out var isNew)) return MqttReasonCode.QuotaExceeded;
        var sendsRetained = wanted.RetainHandling == MqttRetainHandling.SendAtSubscribe || wanted.RetainHandling == MqttRetainHandling.SendIfNew && isNew;
        if (sendsRetained && group.IsEmpty) (_withRetained ??= []).Add(subscription); // never to shared ones (§4.8.2)
        return (MqttReasonCode)(byte)wanted.QoS;
    }

    private MqttReasonCode Remove(string filter)
    {
        if (!IsValid(Encoding.UTF8.GetBytes(filter), out _, out _)) return MqttReasonCode.TopicFilterInvalid;
        return session.Subscriptions.Remove(filter) ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted;
    }

    private bool IsValid(ReadOnlySpan<byte> wanted, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> filter) =>
        TopicFilter.TrySplitShare(wanted, out group, out filter) && TopicFilter.IsValid(filter, core.Options.MaximumTopicLevels);

    /// <summary>As fast as the client takes them: a filter that matches much must not fill the queue, nor the memory.</summary>
    private async ValueTask SendRetainedAsync(List<Subscription> subscriptions)
    {
        foreach (var subscription in subscriptions)
        {
            foreach (var message in core.Retained.Match(Encoding.UTF8.GetBytes(subscription.Filter), core.Clock.Now))
            {
                if (connection.Output.IsCongested) await connection.Output.WaitUntilDrainedAsync();
                if (connection.IsClosing) return;
                SendRetained(subscription, message);
            }
        }
    }

    private void SendRetained(Subscription subscription, Message message)
    {
        ReadOnlySpan<uint> identifiers = subscription.Identifier == 0 ? [] : [subscription.Identifier];
        var view = MessageView.Of(message);
        var qos = (MqttQoS)Math.Min((int)subscription.QoS, (int)message.QoS);
        session.Deliver(ref view, qos, retain: true, identifiers); // [MQTT-3.3.1-8]
    }

    private void Answer(PacketType type, ushort packetId, MqttReasonCode[] reasons)
    {
        var writer = new PacketWriter(stackalloc byte[128], type);
        new SubscriptionAnswer { PacketId = packetId, Reasons = reasons }.Encode(ref writer, type, connection.Version);
        var packet = writer.Complete();
        if (packet.Length <= connection.MaximumSendSize) connection.Output.Write(packet);
        else connection.Close(MqttReasonCode.PacketTooLarge); // [MQTT-3.1.2-24]: the client forbids the answer that it asks for
        writer.Dispose();
    }
}
