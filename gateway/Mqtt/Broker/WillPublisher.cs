using Microsoft.Extensions.Logging;
using Nanofleet.Mqtt.Packets;
using Nanofleet.Mqtt.Persistence;

namespace Nanofleet.Mqtt.Broker;

/// <summary>Publishes wills like any message, with the permission of the client that left them (5.0 §3.1.2.5).</summary>
internal sealed partial class WillPublisher(
    MqttBrokerOptions options, MessageRouter router, HostFeed host, BrokerClock clock, MqttBrokerCounters counters, ILogger logger, StoreJournal? journal)
{
    /// <summary>Publishes one, if there is one. Nobody waits for it, so a hook that fails is logged here.</summary>
    public void Publish(PendingWill? will)
    {
        if (will is null) return;
        try
        {
            PublishAllowed(will);
        }
        catch (Exception e) // the hook's fault must end neither a sweep nor a connect
        {
            LogFailed(logger, will.Peer.ClientId, e);
        }
    }

    private void PublishAllowed(PendingWill will)
    {
        var fields = will.Fields;
        var refusal = options.AuthorizePublish?.Invoke(will.Peer, fields.Topic, fields.QoS, fields.Retain) ?? MqttReasonCode.Success;
        if (refusal.IsFailure())
        {
            counters.AddDropped(MqttDropReason.NotAuthorized);
            Forget(fields);
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
        RouteOnce(ref view, fields, batch);
        batch.Flush();
        host.OfferWill(fields, will.Peer.ClientId);
    }

    /// <summary>A will that is not to be published any more.</summary>
    public void Forget(WillFields? fields)
    {
        if (fields is { StoreNumber: not 0 }) journal!.Remove(KeyOf(fields));
    }

    public static MqttStoreKey KeyOf(WillFields fields) => new(MqttStoreKind.Will, 0, fields.StoreNumber);

    /// <summary>With its removal in one commit, so that a crash neither loses nor doubles it.</summary>
    private void RouteOnce(ref MessageView view, WillFields fields, FlushBatch batch)
    {
        journal?.Enter();
        try
        {
            router.Route(ref view, null, batch);
            Forget(fields);
        }
        finally
        {
            journal?.Exit();
        }
    }

    [LoggerMessage(LogLevel.Error, "publishing the will of {ClientId} failed")]
    private static partial void LogFailed(ILogger logger, string clientId, Exception failure);
}
