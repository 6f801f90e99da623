namespace Nanofleet.Mqtt;

/// <summary>When a subscription gets the retained messages; MQTT 5 only (§3.8.3.1). 3.1.1 always sends them.</summary>
public enum MqttRetainHandling : byte
{
    /// <summary>At every subscribe.</summary>
    SendAtSubscribe = 0,

    /// <summary>Only when the subscription did not exist before.</summary>
    SendIfNew = 1,

    /// <summary>Never.</summary>
    DoNotSend = 2,
}
