using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>A certificate for localhost that signed itself, with its key, in a file that goes when it is disposed.</summary>
internal sealed class PemCertificate : IDisposable
{
    private PemCertificate(string file) => File = file;

    public string File { get; }

    public static PemCertificate Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        System.IO.File.WriteAllText(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return new PemCertificate(file);
    }

    /// <inheritdoc/>
    public void Dispose() => System.IO.File.Delete(File);
}
