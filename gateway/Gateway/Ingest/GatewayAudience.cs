using Nanofleet.Contract;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Ingest;

/// <summary>
/// Whether anybody is there who wants to know of the gateway: a device was heard, or somebody asks for what the gateway
/// says. Our own broker serves other programs too, and they shall find it empty. Of another broker we cannot know who
/// asks, so there somebody always is.
/// </summary>
public sealed class GatewayAudience(MqttOptions mqtt, IngestCounters counters)
{
    private static readonly string Branch = Topics.SystemGateway[..(Topics.SystemGateway.IndexOf('/') + 1)];

    private readonly string _branch = Topics.Under(mqtt.Namespace ?? "", Branch);
    private volatile bool _asked;

    /// <summary>Called when somebody asks for the first time; must not wait.</summary>
    public event Action? Came;

    public bool IsThere => !mqtt.IsEmbedded || _asked || counters.Received > 0;

    /// <summary>Somebody subscribes.</summary>
    public void Hear(string filter)
    {
        if (_asked || !filter.StartsWith(_branch, StringComparison.Ordinal)) return;
        _asked = true;
        Came?.Invoke();
    }
}
