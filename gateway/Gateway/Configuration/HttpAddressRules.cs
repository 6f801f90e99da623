using System.Net;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Where HTTP listens: <c>urls</c> or <c>Kestrel:Endpoints</c> as in every ASP.NET Core program, else loopback.
/// Pages and API have no sign-in yet, so whoever reaches them can switch relays: other addresses than loopback are refused.
/// </summary>
public static class HttpAddressRules
{
    public const string Default = "http://127.0.0.1:5080";
    public const string LoopbackNames = "localhost;127.0.0.1;[::1]";

    private const string Reason = "pages and API have no sign-in yet, so only this machine may reach them";

    public static IReadOnlyList<string> Read(IConfiguration configuration, ICollection<ConfigurationFault> faults)
    {
        var addresses = (configuration["urls"] ?? Default).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses) Check("urls", address, faults);
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
            Check($"{endpoint.Path}:Url", endpoint["Url"] ?? "", faults);
        if (configuration["AllowedHosts"] is { } hosts && hosts != LoopbackNames)
            faults.Add(new ConfigurationFault("AllowedHosts", hosts, $"{Reason}; leave it out."));
        return addresses;
    }

    /// <summary>Whether something is HTTPS for which Kestrel's own settings name no certificate.</summary>
    public static bool NeedsCertificate(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Certificates:Default").Exists()) return false;
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(endpoint => !endpoint.GetSection("Certificate").Exists()).Select(endpoint => endpoint["Url"] ?? "");
        return (configuration["urls"] ?? Default).Split(';').Concat(endpoints).Any(address => address.Trim().StartsWith("https:", StringComparison.OrdinalIgnoreCase));
    }

    private static void Check(string field, string address, ICollection<ConfigurationFault> faults)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            faults.Add(new ConfigurationFault(field, address, $"must look like {Default}; {Reason}."));
        else if (!IsLoopback(uri.Host))
            faults.Add(new ConfigurationFault(field, address, $"{Reason}; use {Default} and, from elsewhere, an SSH tunnel."));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
