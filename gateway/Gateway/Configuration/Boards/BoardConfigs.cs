using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Configuration.Boards;

/// <summary>What is wanted of boards: changed here, by the API and the page alike, and sent to the boards that it concerns.</summary>
public sealed class BoardConfigs(IStore store, ConfigQueue queue, DeviceAccounts accounts, SettingSeal seal, TimeProvider clock)
{
    /// <summary>Null for an unknown device.</summary>
    public Task<ConfigRecord?> FindAsync(string deviceId, CancellationToken cancel) => store.FindConfigAsync(deviceId, cancel);

    /// <summary>The settings of a layer, its secrets sealed; an empty object where it was never set.</summary>
    public async Task<string> LayerAsync(ConfigLayer layer, CancellationToken cancel) => await store.FindConfigLayerAsync(layer, cancel) ?? "{}";

    /// <summary>Sets a layer whole: what it does not name is no longer wanted by it. Masks stand for the secrets that it has.</summary>
    /// <exception cref="ConfigTooLargeException">Nothing is changed.</exception>
    public async Task SetLayerAsync(ConfigLayer layer, JsonObject settings, CancellationToken cancel)
    {
        var known = await store.FindConfigLayerAsync(layer, cancel);
        seal.Seal(settings, known);
        var whole = ConfigSecretsMask.Restore(settings, known);
        var json = Encoding.UTF8.GetString(BoardJson.Encode(JsonSerializer.SerializeToElement(whole)));
        Send(await store.SetConfigLayerAsync(layer, json, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel));
    }

    /// <summary>One layer gets what another one has.</summary>
    public async Task CopyLayerAsync(ConfigLayer from, ConfigLayer to, CancellationToken cancel) =>
        Send(await store.SetConfigLayerAsync(to, await LayerAsync(from, cancel), clock.GetUtcNow().ToUnixTimeMilliseconds(), cancel));

    /// <param name="group">Empty for none.</param>
    /// <exception cref="ConfigTooLargeException">Nothing is changed.</exception>
    public async Task SetGroupAsync(string deviceId, string group, CancellationToken cancel)
    {
        Send(await store.SetConfigGroupAsync(deviceId, group.Length == 0 ? null : group, cancel));
        await accounts.RefreshAsync(deviceId, cancel); // which group it may listen to
    }

    private void Send(IReadOnlyList<ConfigRecord> changed)
    {
        foreach (var config in changed) queue.Add(config.DeviceId);
    }
}
