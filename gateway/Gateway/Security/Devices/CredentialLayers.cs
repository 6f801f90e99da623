using System.Text.Json.Nodes;
using Nanofleet.Gateway.Configuration.Boards;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>
/// What boards are told of their credentials, as layers of their configuration above those that people set, so that
/// whoever sets a board's settings whole cannot take its password away. One for what is in force, one for what is on trial.
/// </summary>
public sealed class CredentialLayers(BoardConfigs configs)
{
    public const string UserKey = "broker_user";
    public const string PasswordKey = "broker_password";
    private const string Empty = "{}";

    /// <summary>The board is to try these.</summary>
    public Task TryAsync(string deviceId, string user, string password, CancellationToken cancel) =>
        configs.SetLayerAsync(ConfigLayer.CredentialTrial(deviceId), new JsonObject { [UserKey] = user, [PasswordKey] = password }, cancel);

    /// <summary>Whether the board was ever told of the credentials with this name, to try them or for good.</summary>
    public async Task<bool> HasAsync(string deviceId, string user, CancellationToken cancel) =>
        await UserAsync(ConfigLayer.CredentialTrial(deviceId), cancel) == user || await UserAsync(ConfigLayer.Credential(deviceId), cancel) == user;

    /// <summary>What was on trial is in force: nothing changes for the board.</summary>
    public async Task KeepAsync(string deviceId, CancellationToken cancel)
    {
        if (await configs.LayerAsync(ConfigLayer.CredentialTrial(deviceId), cancel) == Empty) return;
        await configs.CopyLayerAsync(ConfigLayer.CredentialTrial(deviceId), ConfigLayer.Credential(deviceId), cancel);
        await configs.SetLayerAsync(ConfigLayer.CredentialTrial(deviceId), [], cancel);
    }

    /// <summary>Back to what was in force.</summary>
    public Task DropAsync(string deviceId, CancellationToken cancel) => ClearAsync(ConfigLayer.CredentialTrial(deviceId), cancel);

    /// <summary>The board has got its credentials by another way, and what it is told must not stand above them.</summary>
    public async Task ForgetAsync(string deviceId, CancellationToken cancel)
    {
        await ClearAsync(ConfigLayer.CredentialTrial(deviceId), cancel);
        await ClearAsync(ConfigLayer.Credential(deviceId), cancel);
    }

    private async Task<string?> UserAsync(ConfigLayer layer, CancellationToken cancel) =>
        JsonNode.Parse(await configs.LayerAsync(layer, cancel))![UserKey]?.GetValue<string>();

    private async Task ClearAsync(ConfigLayer layer, CancellationToken cancel)
    {
        if (await configs.LayerAsync(layer, cancel) != Empty) await configs.SetLayerAsync(layer, [], cancel);
    }
}
