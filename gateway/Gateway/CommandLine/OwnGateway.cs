using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Pki;

namespace Nanofleet.Gateway.CommandLine;

/// <summary>The gateway of this machine, as its verbs reach it: by the address of the settings or of its data directory, with the certificate of its own CA.</summary>
internal static class OwnGateway
{
    /// <summary>The first address of the settings, else the one that it left in its data directory; where that is all of this machine's, its loopback one.</summary>
    public static Uri Address(IConfiguration configuration)
    {
        var endpoint = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(one => one["Url"]).FirstOrDefault(url => url is not null);
        var address = (endpoint ?? configuration["urls"] ?? AddressFile.Read(DataDirectoryOf(configuration)) ?? HttpAddressRules.Default).Split(';')[0].Trim();
        var uri = new Uri(address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal));
        return uri.Host is "0.0.0.0" or "[::]" ? new UriBuilder(uri) { Host = "127.0.0.1" }.Uri : uri;
    }

    /// <summary>Where it keeps its files, by the same settings.</summary>
    public static string DataDirectoryOf(IConfiguration configuration) => DataDirectory.PathOf(new DataOptions { Directory = configuration["Data:Directory"] });

    /// <summary>A client's handler that trusts what the system trusts, and the CA in this data directory.</summary>
    public static HttpClientHandler Handler(string dataDirectory) => new()
    {
        ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateChainErrors && certificate is not null && IsOfOwnCa(certificate, dataDirectory)),
    };

    private static bool IsOfOwnCa(X509Certificate2 certificate, string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, "pki", GatewayCertificates.CaFile);
        if (!File.Exists(file)) return false;
        using var authority = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // a CA of one gateway has no list of revoked ones
        return chain.Build(certificate);
    }
}
