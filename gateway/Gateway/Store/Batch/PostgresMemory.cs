namespace Nanofleet.Gateway.Store.Batch;

/// <summary>
/// What a gateway remembers between its commits of the devices that only go on as before, so that it need not ask for them, nor
/// lock them. Another gateway may change them all the same: accounts are written only where their revision is the remembered
/// one, and whoever approves or suspends a device changes the revisions, too. Nothing is remembered for long, so that what
/// somebody changes by hand counts soon.
/// </summary>
internal sealed class PostgresMemory
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private DeviceCache? _idle;
    private long _since;

    /// <summary>For one commit alone: until it is given back, others have an empty one.</summary>
    public DeviceCache Take()
    {
        lock (_gate)
        {
            if (TimeProvider.System.GetElapsedTime(_since) > Longest) (_idle, _since) = (null, TimeProvider.System.GetTimestamp());
            var taken = _idle ?? new DeviceCache();
            _idle = null;
            return taken;
        }
    }

    /// <summary>After its commit. Whoever fails keeps it: what he changed in it is not in the database.</summary>
    public void GiveBack(DeviceCache cache)
    {
        cache.Trim();
        lock (_gate) _idle = cache;
    }
}
