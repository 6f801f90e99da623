using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>What was sent to a device lately, and what of it could not be used.</summary>
public sealed class DeviceHistory(IStore store)
{
    private const int MostCommands = 10;
    private const int MostEntries = 10;

    /// <summary>More than a row of the table shows.</summary>
    private const int PayloadBytes = 1024;

    public Task<IReadOnlyList<CommandRecord>> CommandsAsync(string deviceId, CancellationToken cancel) =>
        store.ListCommandsAsync(deviceId, MostCommands, cancel);

    public Task<IReadOnlyList<QuarantineRecord>> QuarantineAsync(string deviceId, CancellationToken cancel) =>
        store.ListQuarantineAsync(new QuarantineQuery(new QuarantineFilter(deviceId), MostEntries, PayloadBytes), cancel);
}
