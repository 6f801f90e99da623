using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Audit;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Security.Keys;
using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Claims;

/// <summary>
/// Makes claim codes and registers devices: new credentials in the database and at the broker, approval, and a token to
/// follow it with; where the broker asks for it, a client certificate, too. Password and private key are in the answer and nowhere else.
/// </summary>
public sealed class Provisioning(
    ICredentialStore credentials, IStore store, DeviceAccounts accounts, CredentialLayers layers, IBrokerAccounts broker, BoardCertificates certificates, Admissions admissions, IAuditLog audit, TimeProvider clock)
{
    private const string CodeHolder = "claim code";

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="deviceId">The only device that the code is for; null for any.</param>
    public async Task<IssuedClaim> ClaimAsync(string? deviceId, CancellationToken cancel)
    {
        var code = ClaimCode.Create();
        var expiresMs = NowMs + (long)ClaimCode.Validity.TotalMilliseconds;
        await credentials.AddClaimAsync(ClaimCode.Hash(code), deviceId, expiresMs, cancel);
        await audit.WriteAsync(new AuditEntry(AuditActions.Claim, deviceId, deviceId is null ? "for any device" : null), cancel);
        return new IssuedClaim(code, expiresMs);
    }

    /// <param name="code">Null where the caller may register without.</param>
    /// <param name="told">What the caller says of the board, for the audit log.</param>
    /// <exception cref="BrokerAccountsException">The broker has not taken the account: the device has what it had before, and the code is still good.</exception>
    public async Task<IssuedCredentials> RegisterAsync(string deviceId, string? code, bool replace, string? told, CancellationToken cancel)
    {
        var (password, token) = (DevicePassword.Create(), Token.New());
        var tokenExpiresMs = NowMs + (long)ProvisionToken.Validity.TotalMilliseconds;
        var before = (await store.BalanceAsync(deviceId, cancel))?.Stored ?? 0;
        var record = new ProvisionRecord(deviceId, DevicePassword.Hash(password, slot: 0, NowMs), code is null ? null : ClaimCode.Hash(code), replace, Token.Hash(token), tokenExpiresMs, before, NowMs);
        var outcome = await credentials.JudgeAsync(record, cancel); // who has no code moves nothing at the broker
        if (outcome == ProvisionOutcome.Done) await broker.ReplaceAsync(deviceId, password, CommitAsync, cancel);
        if (outcome != ProvisionOutcome.Done)
        {
            await audit.WriteAsync(Entry(deviceId, code, outcome == ProvisionOutcome.WrongCode ? "wrong claim code" : "has credentials already") with { Outcome = AuditOutcome.Denied }, cancel);
            return new IssuedCredentials(outcome);
        }

        await accounts.RefreshAsync(deviceId, cancel);
        await layers.ForgetAsync(deviceId, cancel);
        var certificate = await certificates.IssueAsync(deviceId, Actor(code), cancel);
        await admissions.SetAsync(deviceId, Admission.Approved, cancel); // what waited for it is stored now
        await audit.WriteAsync(Entry(deviceId, code, told), cancel);
        return new IssuedCredentials(ProvisionOutcome.Done, DeviceUser.Of(deviceId, record.Credential.Slot), password, token, tokenExpiresMs, certificate);

        async Task CommitAsync(int slot)
        {
            if (slot != record.Credential.Slot) record = record with { Credential = DevicePassword.Hash(password, slot, NowMs) };
            outcome = await credentials.ProvisionAsync(record, cancel); // another may have used the code meanwhile
        }
    }

    /// <summary>Null where the token is unknown or over.</summary>
    public async Task<ProvisionProgress?> FindAsync(string token, CancellationToken cancel)
    {
        var hash = Token.Hash(token);
        if (await credentials.FindTokenAsync(hash, NowMs, cancel) is not { } known) return null;
        var device = await store.FindDeviceAsync(known.DeviceId, cancel);
        var stored = Math.Max(0, ((await store.BalanceAsync(known.DeviceId, cancel))?.Stored ?? 0) - known.StoredBefore);
        var first = known.FirstStoredMs;
        if (first is null && stored > 0)
        {
            first = NowMs;
            await credentials.NoteFirstStoredAsync(hash, NowMs, cancel);
        }

        return new ProvisionProgress(known.DeviceId, device?.Admission ?? Admission.Unknown, device?.IsOnline ?? false, stored, first);
    }

    private static AuditEntry Entry(string deviceId, string? code, string? detail) => new(AuditActions.Provision, deviceId, detail) { Actor = Actor(code) };

    /// <summary>Whoever shows a code is not signed in; else it is who makes the request.</summary>
    private static string? Actor(string? code) => code is null ? null : CodeHolder;
}
