namespace Nanofleet.Mqtt.Flow;

/// <summary>Who has more to send when a slow peer has caught up.</summary>
internal interface IOutputOwner
{
    void Drained();
}
