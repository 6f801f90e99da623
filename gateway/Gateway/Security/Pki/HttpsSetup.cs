using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>HTTPS shows what the broker's TLS shows: one CA, one fingerprint to know the gateway by.</summary>
internal static class HttpsSetup
{
    public static void Apply(KestrelServerOptions kestrel, GatewayOptions options)
    {
        if (!options.UsesHttps) return;
        var services = kestrel.ApplicationServices;
        kestrel.ConfigureHttpsDefaults(https => Apply(https, services));
    }

    private static void Apply(HttpsConnectionAdapterOptions https, IServiceProvider services)
    {
        var files = services.GetRequiredService<BrokerTlsFiles>();
        if (files.Certificate is not null) (https.ServerCertificate, https.ServerCertificateChain) = (files.Certificate, files.Intermediates);
        else https.ServerCertificateSelector = (_, _) => services.GetRequiredService<GatewayCertificates>().Server;
    }
}
