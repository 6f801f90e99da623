using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/devices/{id}/credentials</c>.</summary>
/// <param name="User">The MQTT user name in force; null without credentials.</param>
/// <param name="TrialUser">The one that the board tries, until <paramref name="TrialUntil"/>; null while none is.</param>
/// <param name="LastRotation">How the last change of the password ended since the gateway started.</param>
public sealed record CredentialView(
    string DeviceId, string? User, string? CreatedAt, string? TrialUser, string? TrialUntil, CredentialRotationView? LastRotation, CredentialRefusalView? Refused)
{
    public static CredentialView Of(string deviceId, CredentialState state)
    {
        var (current, trial) = (state.Account?.InForce, state.Account?.OnTrial);
        return new CredentialView(
            deviceId, User(current), Timestamps.Text(current?.CreatedMs), User(trial), Timestamps.Text(trial?.TrialUntilMs), CredentialRotationView.Of(state.LastEnd), CredentialRefusalView.Of(state.Refused));

        string? User(CredentialRecord? credential) => credential is null ? null : DeviceUser.Of(deviceId, credential.Slot);
    }
}
