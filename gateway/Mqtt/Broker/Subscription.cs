namespace Nanofleet.Mqtt.Broker;

/// <summary>One session's subscription to one filter, as the tree holds it.</summary>
internal sealed class Subscription
{
    public required Session Session { get; init; }

    /// <summary>The whole filter, with $share and group where it has them.</summary>
    public required string Filter { get; init; }

    /// <summary>The filter without $share and group: what is asked for.</summary>
    public string Wanted => IsShared ? Filter[(Filter.IndexOf('/', Filter.IndexOf('/') + 1) + 1)..] : Filter;
    public MqttQoS QoS { get; init; }
    public bool NoLocal { get; init; }
    public bool RetainAsPublished { get; init; }

    /// <summary>0: none.</summary>
    public uint Identifier { get; init; }

    /// <summary>Shared subscriptions get copies of their own, never merged with the session's others (5.0 §4.8.2).</summary>
    public bool IsShared { get; init; }

    /// <summary>Its entry in the store; 0: none.</summary>
    public long StoreNumber { get; set; }

    /// <summary>Its place in the tree's list; the tree's own.</summary>
    public int Index { get; set; }
}
