using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Http</c>: what stands before pages and API, and how much they answer.</summary>
public sealed class HttpOptions
{
    /// <summary>Something else does TLS in front: only then may pages and API be reached from elsewhere by plain HTTP. Its X-Forwarded-For, -Proto and -Host are believed.</summary>
    public bool BehindProxy { get; set; }

    /// <summary>Addresses and networks of that proxy, separated by blanks: <c>10.0.0.2 172.16.0.0/12</c>. Absent: this machine.</summary>
    public string? KnownProxies { get; set; }

    /// <summary>Where people find the pages, for links that the gateway hands out: <c>https://fleet.example</c>. Absent: where it listens.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Requests a minute from one address by whoever is not signed in.</summary>
    [Range(1, 10_000_000)]
    public int AnonymousPerMinute { get; set; } = 600;

    /// <summary>Requests a minute with one API key, or in one session.</summary>
    [Range(1, 100_000_000)]
    public int RequestsPerMinute { get; set; } = 12_000;

    /// <summary>The same, one by one; null where one cannot be read.</summary>
    internal IReadOnlyList<IPNetwork?> Proxies => [.. (KnownProxies ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)];

    private static IPNetwork? Network(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
