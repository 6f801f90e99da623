namespace Nanofleet.Gateway.Store;

/// <summary>
/// What devices show a broker, and how they come to it: tables of the same database as <see cref="IStore"/>, with the same
/// rules for outages.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Devices that have credentials, all or one.</summary>
    Task<IReadOnlyList<AccountRecord>> ListAccountsAsync(string? deviceId, CancellationToken cancel);

    /// <summary>Devices that are suspended or retired, all or one, with credentials or without.</summary>
    Task<IReadOnlyDictionary<string, Admission>> ListBarredAsync(string? deviceId, CancellationToken cancel);

    /// <summary>What would come of a registration; nothing is written.</summary>
    Task<ProvisionOutcome> JudgeAsync(ProvisionRecord provision, CancellationToken cancel);

    /// <summary>Gives a device its first credentials, or new ones in place of all it had, and approves it, in one transaction.</summary>
    Task<ProvisionOutcome> ProvisionAsync(ProvisionRecord provision, CancellationToken cancel);

    /// <summary>Adds a password on trial in the free slot; false where the device has none in force, or one on trial already.</summary>
    Task<bool> AddTrialAsync(string deviceId, CredentialRecord credential, CancellationToken cancel);

    /// <summary>The password on trial is in force from now on and the earlier one is gone; false where there is none on trial.</summary>
    Task<bool> KeepTrialAsync(string deviceId, CancellationToken cancel);

    /// <summary>Takes the password on trial back; false where there is none.</summary>
    Task<bool> DropTrialAsync(string deviceId, CancellationToken cancel);

    /// <summary>Takes all credentials of a device away; false where it had none.</summary>
    Task<bool> RevokeAsync(string deviceId, CancellationToken cancel);

    /// <param name="deviceId">The only device that it is for; null for any.</param>
    Task AddClaimAsync(byte[] codeHash, string? deviceId, long expiresMs, CancellationToken cancel);

    /// <summary>Null where it is unknown or over.</summary>
    Task<TokenRecord?> FindTokenAsync(byte[] tokenHash, long nowMs, CancellationToken cancel);

    /// <summary>Notes when the first reading since the registration was seen; a later one changes nothing.</summary>
    Task NoteFirstStoredAsync(byte[] tokenHash, long atMs, CancellationToken cancel);

    /// <summary>Removes codes and tokens that ended before a time.</summary>
    Task PurgeClaimsAsync(long beforeMs, CancellationToken cancel);
}
