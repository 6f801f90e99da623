using System.Security.Cryptography;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Security.Pki.Change;
using Nanofleet.Gateway.Security.Pki.Clients;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Security.Pki;

/// <summary>Wires certificates: the gateway's own are made only where something shows or trusts them.</summary>
internal static class PkiSetup
{
    public static void AddPki(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<IMachine, Machine>();
        services.AddSingleton(options.TlsFiles);
        if (IsOwnNeeded(options))
        {
            services.AddSingleton(provider => Open(options, provider));
            services.AddSingleton<CaChange>();
            services.AddHostedService<CaNews>();
            services.AddSingleton<ClientCertificates>();
        }

        services.AddSingleton<RevokedCertificates>();
        services.AddHostedService(provider => provider.GetRequiredService<RevokedCertificates>());
        if (options.Mqtt.IsEmbedded)
        {
            services.AddSingleton<ClientCertificateCheck>();
            services.AddHostedService<RevocationCutter>();
        }

        services.AddSingleton(provider => new BrokerTlsSource(options.Broker, options.TlsFiles, provider.GetService<GatewayCertificates>()));
        services.AddSingleton(provider => Bundle(options, provider));
    }

    private static bool IsOwnNeeded(GatewayOptions options)
    {
        var servesTls = options.Mqtt.IsEmbedded && options.Broker.Tls;
        var asksClients = servesTls && options.Broker.ClientCertificates != MqttClientCertificates.None && options.TlsFiles.ClientAuthorities is null;
        return asksClients || ((servesTls || options.UsesHttps) && options.TlsFiles.Certificate is null);
    }

    private static GatewayCertificates Open(GatewayOptions options, IServiceProvider services)
    {
        try
        {
            var folder = PkiFolder.Open(options.Data);
            return ActivatorUtilities.CreateInstance<GatewayCertificates>(services, folder, options.Broker.OtherNames);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException([new ConfigurationFault("Data:Directory", options.Data.Directory, $"the certificates in its folder pki cannot be used: {e.Message}")]);
        }
    }

    private static ITrustBundle Bundle(GatewayOptions options, IServiceProvider services)
    {
        if (!options.Mqtt.IsEmbedded) return new FixedTrustBundle(options.Mqtt is { Tls: true, CaFile: { } file } ? File.ReadAllText(file) : null);
        if (!options.Broker.Tls) return new FixedTrustBundle(null);
        return options.TlsFiles.Certificate is null ? services.GetRequiredService<GatewayCertificates>() : new FixedTrustBundle(options.TlsFiles.RootPem);
    }
}
