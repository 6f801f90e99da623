using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Security.Claims;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>GET /api/provision/status</c>.</summary>
/// <param name="Stored">Messages stored since the registration.</param>
public sealed record ProvisionStatusView(string DeviceId, string State, bool Online, long Stored, string? FirstStoredAt)
{
    public static ProvisionStatusView Of(ProvisionProgress progress) =>
        new(progress.DeviceId, AdmissionText.Of(progress.Admission), progress.IsOnline, progress.Stored, Timestamps.Text(progress.FirstStoredMs));
}
