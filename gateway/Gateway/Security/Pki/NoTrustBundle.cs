namespace Nanofleet.Gateway.Security.Pki;

/// <summary>For a gateway that speaks no TLS with boards, or with a certificate that is not of its own making.</summary>
public sealed class NoTrustBundle : ITrustBundle
{
    public string? Pem => null;
}
