namespace Nanofleet.Mqtt;

/// <summary>What a broker has and has done since its start; each value is read on its own, without a lock.</summary>
public sealed class MqttBrokerCounters
{
    /// <summary>Clients connected now.</summary>
    public int Connections { get; internal set; }

    /// <summary>Sessions kept now, connected or not.</summary>
    public int Sessions { get; internal set; }

    /// <summary>Topics with a retained message.</summary>
    public int Retained { get; internal set; }

    /// <summary>PUBLISH packets received.</summary>
    public long MessagesIn { get; internal set; }

    /// <summary>PUBLISH packets sent.</summary>
    public long MessagesOut { get; internal set; }
}
