using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Ingest;

/// <summary>What the gateway listens to.</summary>
public static class TopicFilters
{
    private const string AnyDevice = "+";
    private const string AnyLevel = "+";

    private static readonly string[] Leaves =
        [Topics.Status, Topics.Info, Topics.Data, $"{Topics.Data}/{AnyLevel}", Topics.Heartbeat, Topics.Response, Topics.ConfigReported];

    /// <summary>
    /// At another broker: exactly what devices send and the gateway takes. Wider filters would have the broker send
    /// commands and acknowledgements back to the gateway, or, where they overlap, everything twice.
    /// </summary>
    public static IReadOnlyList<string> Precise(MqttOptions mqtt) => Under(mqtt, Leaves);

    /// <summary>
    /// At our own broker, where it costs nothing: every leaf of a device, so that one that sends to a topic nobody knows
    /// shows in quarantine instead of nowhere.
    /// </summary>
    public static IReadOnlyList<string> Wide(MqttOptions mqtt) => Under(mqtt, [AnyLevel, $"{AnyLevel}/{AnyLevel}"]);

    private static string[] Under(MqttOptions mqtt, string[] leaves)
    {
        string[] roots = mqtt.SingularRoot ? [Topics.Root, Topics.SingularRoot] : [Topics.Root];
        return [.. roots.SelectMany(root => leaves.Select(leaf => Topics.Under(mqtt.Namespace ?? "", $"{root}/{AnyDevice}/{leaf}")))];
    }
}
