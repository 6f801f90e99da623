using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Provision.Gateway;

/// <summary>
/// By what the gateway's certificate is judged: the system's authorities, those in a file, or one authority that is known by
/// its fingerprint. Fails closed; what was wrong is kept for the message.
/// </summary>
internal sealed class GatewayTrust
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1"; // id-kp-serverAuth, RFC 5280 section 4.2.1.12

    private readonly byte[]? _pin;
    private X509Certificate2Collection? _authorities;

    private GatewayTrust(X509Certificate2Collection? authorities, byte[]? pin)
    {
        _authorities = authorities;
        _pin = pin;
    }

    public static GatewayTrust System => new(null, null);

    /// <summary>Why the last certificate was refused; null while none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The authority is known by its fingerprint, and its certificate has yet to be found.</summary>
    public bool IsSearched => _pin is not null && _authorities is null;

    /// <summary>In words, for the line that says how it was checked.</summary>
    public string Describe => _pin is not null ? "signed by the pinned authority" : _authorities is not null ? "signed by the authority of --gateway-ca" : "trusted by this computer";

    /// <summary>Null where there is no certificate in it.</summary>
    public static GatewayTrust? Authorities(string pem) => Certificates(pem) is { Count: > 0 } authorities ? new GatewayTrust(authorities, null) : null;

    public static GatewayTrust Pinned(byte[] fingerprint) => new(null, fingerprint);

    /// <summary>
    /// Takes certificates from an unchecked source, such as the gateway itself. Only the one with the pinned fingerprint is
    /// believed, and nobody can make another with that.
    /// </summary>
    public void Offer(string pem)
    {
        if (Certificates(pem).Where(candidate => Fingerprint.IsOf(candidate, _pin!)).ToArray() is { Length: > 0 } pinned) _authorities = new X509Certificate2Collection(pinned);
    }

    /// <summary>The judge of a TLS connection.</summary>
    public bool Judge(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        Refusal = certificate is null ? "it shows no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate is for another name ({Names(certificate)})"
            : _authorities is null && _pin is null ? (errors == SslPolicyErrors.None ? null : $"its certificate is signed by an authority that this computer does not know ({Issuer(certificate, sent)})")
            : Anchors(sent) is not { Count: > 0 } anchors ? $"it has no authority with the pinned fingerprint ({Issuer(certificate, sent)})"
            : Builds(certificate, sent, anchors) is { } fault ? $"its certificate is not signed by the given authority ({Issuer(certificate, sent)}; {fault})"
            : null;
        return Refusal is null;
    }

    private static X509Certificate2Collection Certificates(string pem)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            found.Clear(); // rubbish is nobody's authority
        }

        return found;
    }

    // A gateway that was given a certificate from elsewhere may send its authority along.
    private X509Certificate2Collection Anchors(X509Chain? sent)
    {
        if (_authorities is not null) return _authorities;
        return new X509Certificate2Collection(Sent(sent).Where(candidate => Fingerprint.IsOf(candidate, _pin!)).ToArray());
    }

    private static string? Builds(X509Certificate2 certificate, X509Chain? sent, X509Certificate2Collection anchors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(anchors);
        chain.ChainPolicy.ExtraStore.AddRange(new X509Certificate2Collection(Sent(sent).ToArray()));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a private authority publishes no list
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerUse));
        return chain.Build(certificate) ? null : string.Join(", ", chain.ChainStatus.Select(status => status.Status));
    }

    // What the gateway sent beside its certificate, and what the system found to go with it.
    private static IEnumerable<X509Certificate2> Sent(X509Chain? chain) =>
        chain is null ? [] : chain.ChainPolicy.ExtraStore.Concat(chain.ChainElements.Select(element => element.Certificate));

    private static string Names(X509Certificate2 certificate) =>
        string.Join(", ", certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())))
            .DefaultIfEmpty(certificate.Subject));

    private static string Issuer(X509Certificate2 certificate, X509Chain? sent)
    {
        var authority = Sent(sent).FirstOrDefault(candidate => candidate.Subject == candidate.Issuer && candidate.Subject == certificate.Issuer);
        return authority is null ? certificate.Issuer : $"{authority.Subject}, fingerprint {Fingerprint.Text(authority)}";
    }
}
