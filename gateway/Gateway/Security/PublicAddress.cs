using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Nanofleet.Gateway.Configuration;

namespace Nanofleet.Gateway.Security;

/// <summary>Where people find the pages, for links that are handed out: what the settings say, or where the gateway listens, https before http.</summary>
public sealed class PublicAddress(HttpOptions options, IServer server)
{
    public Uri Value => options.PublicUrl is { } url ? new Uri(url) : Listening();

    private Uri Listening()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address.Replace("//*", "//0.0.0.0").Replace("//+", "//0.0.0.0")));
        var address = addresses.OrderByDescending(address => address.Scheme == Uri.UriSchemeHttps).First();
        var isAny = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(address) { Host = Dns.GetHostName() }.Uri : address;
    }
}
