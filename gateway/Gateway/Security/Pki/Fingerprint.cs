using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>What people compare to know a certificate again: SHA-256 of it, written as <c>openssl x509 -fingerprint -sha256</c> does.</summary>
public static class Fingerprint
{
    public static string Of(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2", null)));
}
