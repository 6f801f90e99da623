namespace Nanofleet.Gateway.Security.Pki;

/// <summary>What the settings say boards must trust: nothing without TLS, or the authority in a file of the operator's.</summary>
public sealed class FixedTrustBundle(string? pem) : ITrustBundle
{
    public string? Pem => pem;
}
