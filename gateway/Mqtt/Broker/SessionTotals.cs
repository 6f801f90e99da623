namespace Nanofleet.Mqtt.Broker;

/// <summary>What all sessions hold together, for statistics.</summary>
internal struct SessionTotals
{
    public int Sessions;
    public int Connected;
    public long Messages;
    public long Subscriptions;
}
