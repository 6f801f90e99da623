using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Api;

/// <summary>A certificate that a device was given.</summary>
/// <param name="Authority">SHA-256 of the CA that signed it.</param>
/// <param name="RevokedAt">Null while it holds.</param>
public sealed record CertificateView(string Serial, string IssuedAt, string Until, string Authority, string? RevokedAt)
{
    public static CertificateView Of(CertificateRecord record) => new(
        record.Serial, Timestamps.Text(record.IssuedMs)!, Timestamps.Text(record.UntilMs)!, record.Authority, Timestamps.Text(record.RevokedMs));
}
