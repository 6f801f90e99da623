using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Mqtt;

/// <summary>How the client trusts a broker and shows who it is. Everything off means the system's trust store.</summary>
public sealed class MqttTlsOptions
{
    /// <summary>A PEM file of authorities to trust instead of the system's.</summary>
    public string? CaFile { get; set; }

    /// <summary>Authorities to trust instead of the system's, in memory; used together with <see cref="CaFile"/>.</summary>
    public X509Certificate2Collection? CaCertificates { get; set; }

    /// <summary>Shown to a broker that asks for a client certificate; needs its private key.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>The same as a PEM file, read at every connection so that a renewed one is used.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>The PEM file with the private key of <see cref="ClientCertificateFile"/>; null: it stands in the same file.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>
    /// A further look at the broker's certificate, when it was found good and before anything is sent: a
    /// <see cref="MqttConnectException"/> from it ends the attempt. Must not wait, nor keep the certificate.
    /// </summary>
    public Action<X509Certificate2>? Inspect { get; set; }

    /// <summary>For the laboratory only: any certificate will do.</summary>
    public bool AcceptInvalidCertificates { get; set; }

    /// <summary>The name expected in the certificate, where it is not the host that is dialled.</summary>
    public string? TargetHost { get; set; }
}
