using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>A certificate and its private key as one PEM text, so that one file holds both or neither.</summary>
internal static class PemFile
{
    public static string Write(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("there is no private key of P-256.");
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    public static X509Certificate2 Read(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem, pem);
            return Usable(certificate);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not this certificate's.", e);
        }
    }

    /// <summary>A key that was made or read lives in memory only, which not every system's TLS can use.</summary>
    public static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
}
