using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki.Clients;

/// <summary>Takes the public key from a signing request (PKCS#10) whose signature shows that its sender has the private one; what else it wishes for is not looked at.</summary>
internal static class SigningRequest
{
    private const int LeastRsaBits = 2048;

    /// <summary>A fault names what to do.</summary>
    public static bool TryRead(string pem, out PublicKey key, out string fault)
    {
        key = null!;
        try
        {
            key = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1).PublicKey;
            fault = IsStrong(key) ? "" : $"csr has a key that is not taken: make one on P-256 or a longer curve, or RSA with {LeastRsaBits} bits.";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            fault = $"csr is no signing request in PEM, or not signed by its key: {e.Message}";
        }

        return fault.Length == 0;
    }

    private static bool IsStrong(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        using var ecdsa = key.GetECDsaPublicKey();
        return rsa?.KeySize >= LeastRsaBits || ecdsa?.KeySize >= 256;
    }
}
