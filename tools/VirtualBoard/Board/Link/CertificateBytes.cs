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
}
