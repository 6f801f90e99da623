using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What was sent to a device lately, and what of it could not be used.</summary>
public sealed class DeviceHistory(IStore store)
{
    private const int MostCommands = 10;
    private const int MostEntries = 10;

    /// <summary>Quarantine is one list for all devices: so far back a device's entries are looked for.</summary>
    private const int MostSearched = 200;

    public Task<IReadOnlyList<CommandRecord>> CommandsAsync(string deviceId, CancellationToken cancel) =>
        store.ListCommandsAsync(deviceId, MostCommands, cancel);

    public async Task<IReadOnlyList<QuarantineRecord>> QuarantineAsync(string deviceId, CancellationToken cancel)
    {
        var all = await store.ListQuarantineAsync(MostSearched, cancel);
        return [.. all.Where(entry => entry.DeviceId == deviceId).Take(MostEntries)];
    }
}
