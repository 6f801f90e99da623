namespace Nanofleet.Gateway.Store.Batch;

/// <summary>What waits for a device to be approved.</summary>
internal readonly record struct Held(long Messages, long Bytes)
{
    public Held And(int bytes) => new(Messages + 1, Bytes + bytes);
}
