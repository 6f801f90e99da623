using Nanofleet.Provision.Gateway;

namespace Nanofleet.Provision.Boards;

/// <summary>With what a board shows the broker who it is, both as PEM.</summary>
internal sealed record OwnCertificate(string Pem, string KeyPem)
{
    /// <summary>Null where the gateway gave none, or half of it, which is of no use.</summary>
    public static OwnCertificate? Of(Registration registration) =>
        registration is { ClientCertificate: { } certificate, ClientKey: { } key } ? new OwnCertificate(certificate, key) : null;

    /// <summary>Never the key.</summary>
    public override string ToString() => "OwnCertificate";
}
