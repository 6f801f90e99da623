using Nanofleet.VirtualBoard.Link;

namespace System.Security.Cryptography.X509Certificates;

/// <summary>A certificate with its private key, both as PEM. As on a board, a key that cannot be read is refused here.</summary>
public class X509Certificate2 : X509Certificate
{
    private readonly string _certificate;
    private readonly string _key;

    public X509Certificate2(string rawData, string key, string password)
        : base(rawData)
    {
        if (password != null) throw new NotSupportedException("The virtual board has no encrypted keys.");
        CertificateBytes.ReadOwn(rawData, key).Dispose();
        (_certificate, _key) = (rawData, key);
    }

    public bool HasPrivateKey => true;

    /// <summary>For the TLS of .NET, in options that it knows.</summary>
    internal void ShowBy(Nanofleet.Mqtt.MqttTlsOptions tls) => tls.ClientCertificate = CertificateBytes.ReadOwn(_certificate, _key);
}
