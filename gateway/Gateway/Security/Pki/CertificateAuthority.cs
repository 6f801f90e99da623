using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// A certificate authority of one gateway: its certificate with the private key, ECDSA on P-256, which boards compute fast.
/// Each has a name of its own, so that two can stand side by side in a board's memory.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";
    private const int LifeYears = 20;
    private const int SerialBytes = 16; // RFC 5280 section 4.1.2.2: at most 20

    /// <summary>A board's clock may be behind, and it refuses what is not valid yet.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Without its private key it is public.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The certificate for those who shall trust it.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    public static CertificateAuthority Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Nanofleet CA {RandomNumberGenerator.GetHexString(8, lowercase: true)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAuthority(request.CreateSelfSigned(now - Backdated, now.AddYears(LifeYears)));
    }

    /// <summary>Of its file; throws a CryptographicException where that is damaged.</summary>
    public static CertificateAuthority Read(string pem) => new(PemFile.Read(pem));

    /// <summary>Certificate and private key, for its file.</summary>
    public string Export() => PemFile.Write(_certificate);

    /// <summary>Whether it signed this certificate.</summary>
    public bool Issued(X509Certificate2 certificate) => certificate.IssuerName.RawData.AsSpan().SequenceEqual(_certificate.SubjectName.RawData);

    /// <summary>A certificate of a new key, for a server with these names.</summary>
    public X509Certificate2 IssueServer(CertificateNames names, DateTimeOffset now, TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Nanofleet gateway", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.ToExtension());
        using var signed = Sign(request, ServerUse, now, life);
        using var complete = signed.CopyWithPrivateKey(key);
        return PemFile.Usable(complete);
    }

    /// <summary>A certificate for the owner of this public key, with which he is the device.</summary>
    /// <param name="life">Null: as long as this CA.</param>
    public X509Certificate2 IssueClient(string deviceId, PublicKey key, DateTimeOffset now, TimeSpan? life)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(deviceId);
        return Sign(new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256), ClientUse, now, life);
    }

    public void Dispose() => _certificate.Dispose();

    private X509Certificate2 Sign(CertificateRequest request, string use, DateTimeOffset now, TimeSpan? life)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var from = now - Backdated < _certificate.NotBefore ? _certificate.NotBefore : now - Backdated;
        var to = life is { } limit && now + limit < _certificate.NotAfter ? now + limit : _certificate.NotAfter;
        return request.Create(_certificate, from, to, RandomNumberGenerator.GetBytes(SerialBytes));
    }
}
