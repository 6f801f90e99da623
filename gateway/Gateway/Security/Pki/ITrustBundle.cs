namespace Nanofleet.Gateway.Security.Pki;

/// <summary>What a board must trust to be sure that it talks to this gateway.</summary>
public interface ITrustBundle
{
    /// <summary>
    /// One CA certificate as PEM, or two while one follows on the other. Null where there is nothing to hand out: no TLS, or
    /// a certificate of the operator's own whose authority the board has to know from elsewhere.
    /// </summary>
    string? Pem { get; }
}
