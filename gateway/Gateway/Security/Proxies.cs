using Microsoft.AspNetCore.HttpOverrides;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Security;

/// <summary>Believes what a proxy says of its client, if the settings speak of one and it comes from there; otherwise nobody.</summary>
internal static class Proxies
{
    public static void AddProxy(this IServiceCollection services, HttpOptions options) => services.Configure<ForwardedHeadersOptions>(forwarded =>
    {
        if (!options.BehindProxy) return; // ForwardedHeaders.None
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        if (options.KnownProxies is null) return; // loopback, by default
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in options.Proxies) forwarded.KnownIPNetworks.Add(network!.Value);
    });
}
