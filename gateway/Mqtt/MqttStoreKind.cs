namespace Nanofleet.Mqtt;

/// <summary>What an entry of a broker's store is about. The numbers are part of what is stored and do not change.</summary>
public enum MqttStoreKind : byte
{
    /// <summary>How everything else is encoded.</summary>
    Format = 0,

    /// <summary>A session that outlives its connection.</summary>
    Session = 1,

    /// <summary>One of its subscriptions.</summary>
    Subscription = 2,

    /// <summary>A message, once for all who wait for it; large ones make it the bulk of the store.</summary>
    Message = 3,

    /// <summary>A message's place in a session's queue, and how far it has come.</summary>
    Outgoing = 4,

    /// <summary>The identifier of a QoS 2 message that a session's client is sending.</summary>
    Incoming = 5,

    /// <summary>A topic's retained message.</summary>
    Retained = 6,

    /// <summary>A will, of a connection that stands or waiting for its delay.</summary>
    Will = 7,
}
