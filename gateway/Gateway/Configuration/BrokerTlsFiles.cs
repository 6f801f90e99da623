using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What the settings name for the broker's TLS and for HTTPS.</summary>
/// <param name="Certificate">Null: the gateway makes its own.</param>
/// <param name="Intermediates">Lead from it to its root.</param>
/// <param name="ClientAuthorities">Whose client certificates hold; null: the gateway's own.</param>
public sealed record BrokerTlsFiles(X509Certificate2? Certificate, X509Certificate2Collection Intermediates, X509Certificate2Collection? ClientAuthorities)
{
    public static BrokerTlsFiles None => new(null, [], null);

    /// <summary>The root, where it lies in the file with the others; null: boards have to know it from elsewhere.</summary>
    public string? RootPem => Intermediates.FirstOrDefault(one => one.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData))?.ExportCertificatePem();
}
