using Nanofleet.VirtualBoard.Link;

namespace System.Security.Cryptography.X509Certificates;

/// <summary>A certificate as PEM text or DER bytes; what is not one is refused when it is used.</summary>
public class X509Certificate
{
    private readonly byte[] _raw;

    public X509Certificate(byte[] certificate) => _raw = certificate;

    public X509Certificate(string certificate) => _raw = System.Text.Encoding.UTF8.GetBytes(certificate);

    public virtual string Issuer => Real.Issuer;

    public virtual string Subject => Real.Subject;

    private X509Certificate2 Real => CertificateBytes.Read(_raw)[0];

    public virtual DateTime GetEffectiveDate() => new DateTime(Real.NotBefore.ToUniversalTime().Ticks);

    public virtual DateTime GetExpirationDate() => new DateTime(Real.NotAfter.ToUniversalTime().Ticks);

    public virtual byte[] GetRawCertData() => _raw;
}
