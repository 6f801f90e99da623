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

        services.AddSingleton(provider => new BoardCertificates(AsksForOwn(options) ? provider.GetRequiredService<ClientCertificates>() : null));
        services.AddSingleton<KnownCertificates>();
        services.AddHostedService(provider => provider.GetRequiredService<KnownCertificates>());
        if (options.Mqtt.IsEmbedded)
        {
            services.AddSingleton<ClientCertificateCheck>();
            services.AddHostedService<RevocationCutter>();
        }

        services.AddSingleton(provider => new BrokerTlsSource(options.Broker, options.TlsFiles, provider.GetService<GatewayCertificates>()));
        services.AddSingleton(provider => Bundle(options, provider));
    }

    private static bool IsOwnNeeded(GatewayOptions options) =>
        AsksForOwn(options) || ((ServesTls(options) || options.UsesHttps) && options.TlsFiles.Certificate is null);

    /// <summary>Whether boards show certificates that the gateway's own CA signed.</summary>
    private static bool AsksForOwn(GatewayOptions options) =>
        ServesTls(options) && options.Broker.ClientCertificates != MqttClientCertificates.None && options.TlsFiles.ClientAuthorities is null;

    private static bool ServesTls(GatewayOptions options) => options.Mqtt.IsEmbedded && options.Broker.Tls;

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
