using Nanofleet.VirtualBoard.Link;

namespace System.Security.Cryptography.X509Certificates;

/// <summary>A certificate as PEM text or DER bytes; what is not one is refused when it is used.</summary>
public class X509Certificate
{
    private readonly byte[] _raw;

    public X509Certificate(byte[] certificate) => _raw = certificate;

    public X509Certificate(string certificate) => _raw = System.Text.Encoding.UTF8.GetBytes(certificate);

    public virtual string Issuer => CertificateBytes.Read(_raw)[0].Issuer;

    public virtual string Subject => CertificateBytes.Read(_raw)[0].Subject;

    public virtual DateTime GetEffectiveDate() => new DateTime(CertificateBytes.Read(_raw)[0].NotBefore.ToUniversalTime().Ticks);

    public virtual DateTime GetExpirationDate() => new DateTime(CertificateBytes.Read(_raw)[0].NotAfter.ToUniversalTime().Ticks);

    public virtual byte[] GetRawCertData() => _raw;
}
