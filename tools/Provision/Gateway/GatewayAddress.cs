using System.Net;

namespace Nanofleet.Provision.Gateway;

/// <summary>Where the gateway is. Secrets travel there, so it is https, or this very machine.</summary>
internal static class GatewayAddress
{
    /// <returns>False with a sentence that names value and fix.</returns>
    public static bool TryParse(string text, out Uri address, out string fault)
    {
        fault = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out address!) || address.Scheme is not ("https" or "http") || address.Host.Length == 0)
            fault = "is no address; give the one at which you see the gateway's page, such as https://gateway.local:5443";
        else if (address.Scheme == "http" && !IsLoopback(address.Host))
            fault = $"is not encrypted, and the board's password would be read on the way; give the https address, such as https://{address.Host}:5443";
        else if (address.AbsolutePath != "/" || address.Query.Length > 0 || address.UserInfo.Length > 0)
            fault = $"is more than an address; give {address.GetLeftPart(UriPartial.Scheme)}{address.Authority}";
        return fault.Length == 0;
    }

    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
