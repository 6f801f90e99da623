using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt;

/// <summary>TLS 1.2 and 1.3 for a broker's listener: what it shows and what it asks of clients.</summary>
public sealed class MqttServerTlsOptions
{
    /// <summary>The broker's certificate with its private key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The certificates between the broker's and its root, which clients need to follow the chain.</summary>
    public X509Certificate2Collection Intermediates { get; init; } = [];

    /// <summary>Whether clients show a certificate. What they show is <see cref="MqttPeer.Certificate"/> in the hooks.</summary>
    public MqttClientCertificates ClientCertificates { get; init; }

    /// <summary>Whose client certificates are trusted. Needed where clients are asked: the system's authorities know nothing of your clients. Lists of revoked certificates are not looked at; the hooks may.</summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads PEM files: the first certificate is the broker's, further ones lead to its root; the key may stand in the
    /// same file or in one of its own, under a password or not.
    /// </summary>
    /// <exception cref="CryptographicException">No certificate, no key, not this key, or a wrong password.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Intermediates) ReadPem(string certificateFile, string? keyFile = null, string? password = null)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(certificateFile);
        using var read = ReadWithKey(certificateFile, keyFile, password);
        // A key read from PEM lives in memory only, which not every system's TLS can use.
        var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        return (certificate, [.. all.Skip(1)]);
    }

    private static X509Certificate2 ReadWithKey(string certificateFile, string? keyFile, string? password)
    {
        try
        {
            return password is null
                ? X509Certificate2.CreateFromPemFile(certificateFile, keyFile)
                : X509Certificate2.CreateFromEncryptedPemFile(certificateFile, password, keyFile);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not this certificate's", e);
        }
    }
}
