using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Devices;

namespace Nanofleet.Gateway.Api;

/// <summary>How the last change of a password ended.</summary>
/// <param name="Changed">Whether the new password is in force.</param>
public sealed record CredentialRotationView(bool Changed, string Reason, string At)
{
    public static CredentialRotationView? Of(RotationEnd? end) => end is null ? null : new(end.IsKept, end.Why, Timestamps.Text(end.At.ToUnixTimeMilliseconds()));
}
