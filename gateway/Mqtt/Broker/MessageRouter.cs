using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt.Broker;

/// <summary>Brings a message to every session that subscribed to it (5.0 §3.3.4).</summary>
internal sealed class MessageRouter(SubscriptionTree tree, RetainedMessages retained)
{
    /// <summary>Overlapping subscriptions that cost nothing; for more of one session memory is taken.</summary>
    private const int UsualOverlap = 32;

    private readonly SubscriptionTree _tree = tree;
    private readonly RetainedMessages _retained = retained;

    /// <summary>Keeps it if it is to be retained and delivers it. Returns whether anybody had subscribed.</summary>
    public bool Route(ref MessageView view, Session? publisher, FlushBatch batch)
    {
        if (view.Retain) _retained.Set(ref view);
        var matches = MatchList.Rent();
        _tree.Match(view.Topic, matches);
        var any = matches.Count > 0;
        if (matches.MayOverlap) matches.SortBySession();
        for (var i = 0; i < matches.Count;)
        {
            var count = 1;
            while (MayMerge(matches, i, i + count)) count++;
            if (Deliver(ref view, matches, i, count, publisher) is { } output) batch.Add(output);
            i += count;
        }
        matches.Clear();
        return any;
    }

    /// <summary>Whether a QoS 1 or 2 message would be written down for anybody.</summary>
    public bool HasDurableSubscriber(ReadOnlySpan<byte> topic)
    {
        var matches = MatchList.Rent();
        _tree.Match(topic, matches);
        var any = false;
        for (var i = 0; i < matches.Count; i++) any |= matches[i].QoS != MqttQoS.AtMostOnce && matches[i].Session.Record is not null;
        matches.Clear();
        return any;
    }

    private static bool MayMerge(MatchList matches, int first, int other) =>
        matches.MayOverlap && other < matches.Count && matches[first].Session == matches[other].Session
        && !matches[first].IsShared && !matches[other].IsShared;

    /// <summary>One copy for all subscriptions of a session: the best QoS and every identifier [MQTT-3.3.4-2, MQTT-3.3.4-4].</summary>
    private static ConnectionOutput? Deliver(ref MessageView view, MatchList matches, int first, int count, Session? publisher)
    {
        Span<uint> identifiers = count <= UsualOverlap ? stackalloc uint[UsualOverlap] : new uint[count];
        var identifierCount = 0;
        var best = -1;
        var asPublished = false;
        for (var i = first; i < first + count; i++)
        {
            var subscription = matches[i];
            if (subscription.NoLocal && subscription.Session == publisher) continue; // [MQTT-3.8.3-3]
            best = Math.Max(best, (int)subscription.QoS);
            asPublished |= subscription.RetainAsPublished;
            if (subscription.Identifier != 0) identifiers[identifierCount++] = subscription.Identifier;
        }
        if (best < 0) return null;
        var qos = (MqttQoS)Math.Min(best, (int)view.QoS); // §3.8.4
        return matches[first].Session.Deliver(ref view, qos, view.Retain && asPublished, identifiers[..identifierCount]); // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
    }
}
