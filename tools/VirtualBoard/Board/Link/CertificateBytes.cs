using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Nanofleet.VirtualBoard.Link;

/// <summary>Certificates as boards carry them: PEM with any number of certificates, or one as DER.</summary>
internal static class CertificateBytes
{
    internal static X509Certificate2Collection Read(byte[] bytes)
    {
        var found = new X509Certificate2Collection();
        if (bytes is [(byte)'-', ..] || bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0) found.ImportFromPem(Encoding.ASCII.GetString(bytes));
        else found.Add(X509CertificateLoader.LoadCertificate(bytes));
        return found;
    }

    /// <summary>A certificate with its private key, both as PEM; throws an ArgumentException where they are none or do not belong together.</summary>
    internal static X509Certificate2 ReadOwn(string certificate, string key)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(certificate, key);
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null); // not every system's TLS takes a key that was only read
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }
}
