namespace Nanofleet.Mqtt.Persistence;

/// <summary>Where a message stands in the store and how many entries there name it; the writing thread's own.</summary>
internal sealed class StoredReference
{
    public long Number { get; set; }

    public int Holders { get; set; }
}
