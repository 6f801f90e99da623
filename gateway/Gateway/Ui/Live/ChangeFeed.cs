using Nanofleet.Gateway.Devices;

namespace Nanofleet.Gateway.Ui.Live;

/// <summary>Opens a watch for every open page, up to a limit: each page costs the database some queries a second.</summary>
public sealed class ChangeFeed(FleetEvents events)
{
    private const int MostWatches = 200;
    private int _open;

    /// <summary>Null when too many pages are open already. Dispose it when the page is closed.</summary>
    /// <param name="deviceId">The only device to hear of, or null for all.</param>
    public ChangeWatch? TryWatch(string? deviceId)
    {
        if (Interlocked.Increment(ref _open) <= MostWatches) return new ChangeWatch(events, deviceId, Close);
        Close();
        return null;
    }

    private void Close() => Interlocked.Decrement(ref _open);
}
