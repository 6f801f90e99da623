using Nanofleet.Gateway.Store.Queries;

namespace Nanofleet.Gateway.Store;

/// <summary>The part of the store that devices' credentials are in.</summary>
public abstract partial class SqlStore : ICredentialStore
{
    public Task<IReadOnlyList<AccountRecord>> ListAccountsAsync(string? deviceId, CancellationToken cancel) =>
        ReadAsync(connection => CredentialQueries.ListAsync(connection, deviceId, cancel), cancel);

    public Task<IReadOnlyDictionary<string, Admission>> ListBarredAsync(string? deviceId, CancellationToken cancel) =>
        ReadAsync(connection => DeviceQueries.ListBarredAsync(connection, deviceId, cancel), cancel);

    public Task<ProvisionOutcome> JudgeAsync(ProvisionRecord provision, CancellationToken cancel) =>
        ReadAsync(connection => ClaimQueries.JudgeAsync(connection, null, provision, cancel), cancel);

    public Task<ProvisionOutcome> ProvisionAsync(ProvisionRecord provision, CancellationToken cancel) =>
        ChangeDeviceAsync(provision.DeviceId, scope => ClaimQueries.ProvisionAsync(scope, provision, cancel), cancel);

    public Task<bool> AddTrialAsync(string deviceId, CredentialRecord credential, CancellationToken cancel) =>
        WriteAsync(scope => CredentialQueries.AddTrialAsync(scope, deviceId, credential, cancel), cancel);

    public Task<bool> KeepTrialAsync(string deviceId, CancellationToken cancel) =>
        WriteAsync(scope => CredentialQueries.KeepTrialAsync(scope, deviceId, cancel), cancel);

    public Task<bool> DropTrialAsync(string deviceId, CancellationToken cancel) =>
        WriteAsync(scope => CredentialQueries.DropTrialAsync(scope, deviceId, cancel), cancel);

    public Task<bool> RevokeAsync(string deviceId, CancellationToken cancel) =>
        WriteAsync(scope => CredentialQueries.RevokeAsync(scope, deviceId, cancel), cancel);

    public Task AddClaimAsync(byte[] codeHash, string? deviceId, long expiresMs, CancellationToken cancel) =>
        WriteAsync(scope => ClaimQueries.AddClaimAsync(scope, codeHash, deviceId, expiresMs, cancel), cancel);

    public Task<TokenRecord?> FindTokenAsync(byte[] tokenHash, long nowMs, CancellationToken cancel) =>
        ReadAsync(connection => ClaimQueries.FindTokenAsync(connection, tokenHash, nowMs, cancel), cancel);

    public Task NoteFirstStoredAsync(byte[] tokenHash, long atMs, CancellationToken cancel) =>
        WriteAsync(scope => ClaimQueries.NoteFirstStoredAsync(scope, tokenHash, atMs, cancel), cancel);

    public Task PurgeClaimsAsync(long beforeMs, CancellationToken cancel) =>
        WriteAsync(scope => ClaimQueries.PurgeAsync(scope, beforeMs, cancel), cancel);

    private Task WriteAsync(Func<WriteScope, Task> work, CancellationToken cancel) =>
        WriteAsync<bool>(
            async scope =>
            {
                await work(scope);
                return true;
            },
            cancel);
}
