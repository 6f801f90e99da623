namespace Nanofleet.Gateway.Store;

/// <summary>One password of a device, as PBKDF2 with SHA-512 has made it.</summary>
/// <param name="Slot">0 or 1.</param>
/// <param name="TrialUntilMs">Until when the device may find out whether it works; null where it is in force.</param>
public sealed record CredentialRecord(int Slot, int Iterations, byte[] Salt, byte[] Hash, long CreatedMs, long? TrialUntilMs);

/// <summary>A device that has credentials.</summary>
public sealed record AccountRecord(string DeviceId, Admission Admission, string? Group, IReadOnlyList<CredentialRecord> Credentials);

/// <summary>A registration.</summary>
/// <param name="CodeHash">Of the claim code that it is made with; null where the caller may without.</param>
/// <param name="Replace">Take the place of credentials that the device has.</param>
/// <param name="StoredBefore">Messages stored of the device so far.</param>
public sealed record ProvisionRecord(
    string DeviceId, CredentialRecord Credential, byte[]? CodeHash, bool Replace, byte[] TokenHash, long TokenExpiresMs, long StoredBefore, long NowMs);

/// <summary>What came of a registration. Of all but the first nothing is written.</summary>
public enum ProvisionOutcome
{
    Done,

    /// <summary>Unknown, used, over, or for another device.</summary>
    WrongCode,

    /// <summary>The device has credentials already.</summary>
    Exists,
}

/// <param name="FirstStoredMs">When the first reading since the registration was seen; null for not yet.</param>
public sealed record TokenRecord(string DeviceId, long StoredBefore, long? FirstStoredMs);
