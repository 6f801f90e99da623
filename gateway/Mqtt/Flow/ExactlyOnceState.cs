namespace Nanofleet.Mqtt.Flow;

/// <summary>How far a QoS 2 message has come on its way in (5.0 §4.3.3).</summary>
internal enum ExactlyOnceState : byte
{
    /// <summary>Not seen before.</summary>
    New,

    /// <summary>The host has it and has not finished.</summary>
    Held,

    /// <summary>Safe; only its identifier is kept, until PUBREL.</summary>
    Received,

    /// <summary>An earlier process routed it, and its host had not finished: only the host gets it again.</summary>
    Routed,
}
