namespace Nanofleet.Mqtt.Broker;

/// <summary>Publishes wills like any message, with the permission of the client that left them (5.0 §3.1.2.5).</summary>
internal sealed class WillPublisher(MqttBrokerOptions options, MessageRouter router, HostFeed host, BrokerClock clock, MqttBrokerCounters counters)
{
    public void Publish(PendingWill? will)
    {
        if (will is null) return;
        var fields = will.Fields;
        var refusal = options.AuthorizePublish?.Invoke(will.Peer, fields.Topic, fields.QoS, fields.Retain) ?? MqttReasonCode.Success;
        if (refusal.IsFailure())
        {
            counters.AddDropped(MqttDropReason.NotAuthorized);
            return;
        }
        var view = new MessageView
        {
            Topic = fields.Topic,
            Properties = fields.Properties,
            Payload = fields.Payload,
            QoS = fields.QoS,
            Retain = fields.Retain,
            ExpiresAt = fields.Expiry is { } expiry ? Expiry.After(clock.Now, expiry) : Expiry.Never,
        };
        var batch = new FlushBatch();
        router.Route(ref view, null, batch);
        batch.Flush();
        host.OfferWill(fields, will.Peer.ClientId);
    }
}
