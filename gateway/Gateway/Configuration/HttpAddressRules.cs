using System.Net;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Where HTTP listens: <c>urls</c> or <c>Kestrel:Endpoints</c> as in every ASP.NET Core program, else loopback.
/// Passwords and cookies do not cross a network in the clear: beyond this machine it is https, or a proxy does TLS.
/// </summary>
public static class HttpAddressRules
{
    public const string Default = "http://127.0.0.1:5080";
    public const string LoopbackNames = "localhost;127.0.0.1;[::1]";

    private const string Reason = "passwords would cross the network in the clear";

    public static IReadOnlyList<string> Read(IConfiguration configuration, HttpOptions http, ICollection<ConfigurationFault> faults)
    {
        var addresses = (configuration["urls"] ?? Default).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses) Check("urls", address, http, faults);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            Check($"{endpoint.Path}:Url", endpoint["Url"] ?? "", http, faults);
        CheckProxies(http, faults);
        if (http.PublicUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            faults.Add(new ConfigurationFault("Http:PublicUrl", url, "must look like https://fleet.example."));
        return addresses;
    }

    /// <summary>A foreign page must not reach a gateway of this machine by a name of its own; from elsewhere the gateway has names that it cannot know, unless the settings list them.</summary>
    public static bool HasForeignNames(IConfiguration configuration, HttpOptions http)
    {
        if (configuration["AllowedHosts"] != LoopbackNames) return false;
        var addresses = (configuration["urls"] ?? Default).Split(';').Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""));
        return http.BehindProxy || addresses.Any(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsLoopback(uri.Host));
    }

    /// <summary>Whether something is HTTPS for which Kestrel's own settings name no certificate.</summary>
    public static bool NeedsCertificate(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Certificates:Default").Exists()) return false;
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(endpoint => !endpoint.GetSection("Certificate").Exists()).Select(endpoint => endpoint["Url"] ?? "");
        return (configuration["urls"] ?? Default).Split(';').Concat(endpoints).Any(address => address.Trim().StartsWith("https:", StringComparison.OrdinalIgnoreCase));
    }

    private static void CheckProxies(HttpOptions http, ICollection<ConfigurationFault> faults)
    {
        if (http.KnownProxies is { } proxies && !http.BehindProxy) faults.Add(new ConfigurationFault("Http:KnownProxies", proxies, "is of no use without Http:BehindProxy=true."));
        if (http.Proxies.Contains(null)) faults.Add(new ConfigurationFault("Http:KnownProxies", http.KnownProxies, "must be addresses or networks, such as 10.0.0.2 or 172.16.0.0/12."));
    }

    private static void Check(string field, string address, HttpOptions http, ICollection<ConfigurationFault> faults)
    {
        // + and * stand for every address; Uri does not know them.
        if (!Uri.TryCreate(address.Replace("//*", "//0.0.0.0").Replace("//+", "//0.0.0.0"), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            faults.Add(new ConfigurationFault(field, address, $"must look like {Default}."));
        else if (uri.Scheme == "http" && !IsLoopback(uri.Host) && !http.BehindProxy)
            faults.Add(new ConfigurationFault(field, address, $"{Reason}; use https, or set Http:BehindProxy=true where something in front does TLS, or {Default} and, from elsewhere, an SSH tunnel."));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
