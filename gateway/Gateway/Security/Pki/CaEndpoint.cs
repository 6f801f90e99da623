using Nanofleet.Gateway.Api;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// <c>GET /ca.pem</c>: the CA that signed what HTTPS and the broker show, two while one follows on the other. It is public;
/// who fetches it over a network compares its fingerprint with that in the gateway's log or on its page.
/// </summary>
internal static class CaEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/ca.pem", Get).AllowAnonymous();

    private static IResult Get(IServiceProvider services) =>
        services.GetService<GatewayCertificates>() is { } certificates
            ? Results.Text(certificates.Pem, "application/x-pem-file")
            : Problems.NoOwnCa();
}
