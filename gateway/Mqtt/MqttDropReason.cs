namespace Nanofleet.Mqtt;

/// <summary>Why a broker did not deliver or keep a message.</summary>
public enum MqttDropReason
{
    /// <summary>The session's queue is full (messages or bytes).</summary>
    QueueFull,

    /// <summary>QoS 0 for a session that is not connected.</summary>
    Offline,

    /// <summary>Its message expiry passed before it could be sent (5.0 §3.3.2.3.3).</summary>
    Expired,

    /// <summary>Larger than the receiver accepts [MQTT-3.1.2-25].</summary>
    TooLarge,

    /// <summary>The session ended with it unsent.</summary>
    SessionEnded,

    /// <summary>The authorisation hook said no.</summary>
    NotAuthorized,

    /// <summary>No room for a further retained message (messages or bytes).</summary>
    RetainedFull,

    /// <summary>The branch of its topic has its share of the retained messages (messages or bytes).</summary>
    RetainedShare,

    /// <summary>It would have to survive, and the store fails.</summary>
    StoreFailed,
}
