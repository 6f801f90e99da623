using Nanofleet.Contract;

namespace Nanofleet.Gateway.Security.Throttling;

/// <summary>How long the payload of each kind of topic may be.</summary>
public static class PayloadLimits
{
    public static int Of(TopicKind kind, LimitsOptions options) => !options.Enabled ? Limits.GatewayMessage : kind switch
    {
        TopicKind.Data or TopicKind.SensorData => options.DataBytes,
        TopicKind.Status or TopicKind.Heartbeat => options.StatusBytes,
        _ => options.AnswerBytes,
    };
}
