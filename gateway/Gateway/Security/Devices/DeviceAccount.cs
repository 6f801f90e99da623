using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Security.Devices;

/// <summary>A device that has credentials, as this process knows it. Never changes: another one takes its place.</summary>
public sealed record DeviceAccount(string DeviceId, Admission Admission, string? Group, CredentialRecord? First, CredentialRecord? Second)
{
    public static DeviceAccount Of(AccountRecord record) => new(
        record.DeviceId, record.Admission, record.Group, record.Credentials.FirstOrDefault(one => one.Slot == 0), record.Credentials.FirstOrDefault(one => one.Slot == 1));

    /// <summary>Suspended and retired devices are kept out, whatever they show.</summary>
    public bool IsWelcome => Admission is not (Admission.Suspended or Admission.Retired);

    public CredentialRecord? InForce => First is { TrialUntilMs: null } ? First : Second is { TrialUntilMs: null } ? Second : null;

    public CredentialRecord? OnTrial => First is { TrialUntilMs: not null } ? First : Second is { TrialUntilMs: not null } ? Second : null;

    public CredentialRecord? In(int slot) => slot == 0 ? First : Second;

    /// <summary>Whether who connected under an earlier account may go on under this one with all that he has.</summary>
    public bool Continues(DeviceAccount earlier, int slot) =>
        IsWelcome && Group == earlier.Group && In(slot) is { } now && earlier.In(slot) is { } then && now.Hash.AsSpan().SequenceEqual(then.Hash);
}
