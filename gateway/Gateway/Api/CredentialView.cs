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

/// <param name="Changed">Whether the new password is in force.</param>
public sealed record CredentialRotationView(bool Changed, string Reason, string At)
{
    public static CredentialRotationView? Of(RotationEnd? end) => end is null ? null : new(end.IsKept, end.Why, Timestamps.Text(end.At.ToUnixTimeMilliseconds()));
}

/// <summary>Since the gateway started.</summary>
/// <param name="Last">The topic, filter or name that was refused last.</param>
public sealed record CredentialRefusalView(long Connects, long Publishes, long Subscriptions, string Last, string LastAt)
{
    public static CredentialRefusalView? Of(RefusalCounts? counts) =>
        counts is null ? null : new(counts.Connects, counts.Publishes, counts.Subscriptions, counts.Last, Timestamps.Text(counts.LastAt.ToUnixTimeMilliseconds()));
}
