namespace Nanofleet.Gateway.Security.Claims;

/// <summary>With it, and nothing else, whoever has registered a device sees for a quarter of an hour whether its readings arrive.</summary>
public static class ProvisionToken
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    private const string Scheme = "Bearer ";

    /// <summary>The token of an Authorization header (RFC 6750 section 2.1); null where there is none.</summary>
    public static string? FromHeader(string header) => header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
}
