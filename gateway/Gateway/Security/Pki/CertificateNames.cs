using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>
/// By which names and addresses the gateway can be reached: what its certificate says. IPv4 addresses stand there twice, as
/// addresses and as DNS names: the mbedTLS of older ESP32 images compares what it was given with DNS names only.
/// </summary>
public sealed class CertificateNames
{
    /// <summary>A machine with more has them from virtual networks; a board must hold the certificate in memory.</summary>
    private const int MostAddresses = 32;

    private CertificateNames(IEnumerable<string> dns, IEnumerable<IPAddress> addresses)
    {
        Addresses = [.. addresses.Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal).Take(MostAddresses)];
        var names = dns.Concat(Addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork).Select(address => address.ToString()));
        Dns = [.. names.Select(name => name.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Dns { get; }

    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>This machine's, and those that the settings add.</summary>
    public static CertificateNames Of(IMachine machine, IEnumerable<string> others)
    {
        List<string> dns = ["localhost"];
        List<IPAddress> addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback, .. machine.Addresses];
        if (Uri.CheckHostName(machine.HostName) == UriHostNameType.Dns)
        {
            dns.Add(machine.HostName);
            if (!machine.HostName.Contains('.')) dns.Add($"{machine.HostName}.local");
        }

        foreach (var other in others)
        {
            if (IPAddress.TryParse(other, out var address)) addresses.Add(address);
            else dns.Add(other);
        }

        return new CertificateNames(dns, addresses);
    }

    public X509Extension ToExtension()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in Dns) builder.AddDnsName(name);
        foreach (var address in Addresses) builder.AddIpAddress(address);
        return builder.Build();
    }

    /// <summary>Whether the certificate says exactly these.</summary>
    public bool AreThoseOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is not null && Dns.ToHashSet().SetEquals(names.EnumerateDnsNames()) && Addresses.ToHashSet().SetEquals(names.EnumerateIPAddresses());
    }

    /// <summary>What a certificate says, each once.</summary>
    public static IReadOnlyList<string> In(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null ? [] : [.. names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())).Distinct()];
    }

    public override string ToString() => string.Join(", ", Dns.Concat(Addresses.Select(address => address.ToString())).Distinct());
}
