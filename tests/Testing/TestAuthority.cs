using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Testing;

/// <summary>A certificate authority for one test, with a folder where its certificates can lie as PEM files.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-tls-");

    /// <summary>Makes its own certificate.</summary>
    public TestAuthority(string name = "Test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
        CaFile = Path.Combine(_folder.FullName, "ca.pem");
        File.WriteAllText(CaFile, Root.ExportCertificatePem());
    }

    /// <summary>The certificate that signs the others.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>The same as a PEM file.</summary>
    public string CaFile { get; }

    /// <summary>For localhost and 127.0.0.1.</summary>
    public X509Certificate2 IssueServer(int validFromDays = -1, int validToDays = 1)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        return Issue("CN=localhost", ServerUse, names.Build(), validFromDays, validToDays);
    }

    /// <summary>For a client of this name.</summary>
    public X509Certificate2 IssueClient(string name) => Issue($"CN={name}", ClientUse, null, -1, 1);

    /// <summary>Writes certificate and key as PEM, the key under a password where one is given.</summary>
    public (string Certificate, string Key) Save(X509Certificate2 certificate, string? password = null)
    {
        var stem = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText($"{stem}.pem", certificate.ExportCertificatePem());
        var pem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        File.WriteAllText($"{stem}.key", pem);
        return ($"{stem}.pem", $"{stem}.key");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Issue(string subject, string use, X509Extension? names, int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        if (names is not null) request.CertificateExtensions.Add(names);
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
        using var made = request.Create(Root, from, to, RandomNumberGenerator.GetBytes(8));
        using var complete = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(complete.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
