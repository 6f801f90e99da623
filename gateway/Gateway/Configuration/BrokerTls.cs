using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Certificates of the gateway's own broker from their files. Whatever cannot be read is a fault that stops the start:
/// nothing is served without the TLS that was asked for.
/// </summary>
public static class BrokerTls
{
    private static readonly string[] Pkcs12 = [".pfx", ".p12"];

    /// <summary>Null without <c>Broker:TlsPort</c>, and where there are faults.</summary>
    public static MqttServerTlsOptions? Load(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        if (!broker.Tls || broker.TlsPort is null)
        {
            CheckUnused(broker, faults);
            return null;
        }
        if (broker.ClientCertificates != MqttClientCertificates.None && broker.ClientCaFile is null)
            faults.Add(new ConfigurationFault("Broker:ClientCaFile", null, "must name the authorities whose client certificates are trusted, or leave Broker:ClientCertificates out."));
        if (broker.ClientCertificates == MqttClientCertificates.None && broker.ClientCaFile is not null)
            faults.Add(new ConfigurationFault("Broker:ClientCaFile", broker.ClientCaFile, "is of no use without Broker:ClientCertificates=allowed or required."));
        if (broker.CertificateFile is null)
        {
            faults.Add(new ConfigurationFault("Broker:CertificateFile", null, "Broker:TlsPort needs a certificate; name its file."));
            return null;
        }
        var own = Read(() => ReadOwn(broker), "Broker:CertificateFile", broker.CertificateFile, faults);
        var authorities = broker.ClientCaFile is { } file ? Read(() => ReadAuthorities(file), "Broker:ClientCaFile", file, faults) : [];
        if (own.Certificate is null || authorities is null) return null;
        return new MqttServerTlsOptions { Certificate = own.Certificate, Intermediates = own.Intermediates, ClientCertificates = broker.ClientCertificates, ClientAuthorities = authorities };
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Intermediates) ReadOwn(BrokerOptions broker)
    {
        var file = broker.CertificateFile!;
        if (!Pkcs12.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) return MqttServerTlsOptions.ReadPem(file, broker.CertificateKeyFile, broker.CertificatePassword);
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, broker.CertificatePassword);
        var certificate = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("there is no private key in it.");
        return (certificate, [.. all.Where(one => one != certificate)]);
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it.");
    }

    private static void CheckUnused(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        (string Name, bool IsSet)[] onlyTls =
        [
            ("CertificateFile", broker.CertificateFile is not null), ("CertificateKeyFile", broker.CertificateKeyFile is not null),
            ("ClientCertificates", broker.ClientCertificates != MqttClientCertificates.None), ("ClientCaFile", broker.ClientCaFile is not null),
        ];
        foreach (var (name, _) in onlyTls.Where(setting => setting.IsSet))
            faults.Add(new ConfigurationFault($"Broker:{name}", null, "is of no use without Broker:TlsPort."));
    }

    private static T? Read<T>(Func<T> read, string field, string file, ICollection<ConfigurationFault> faults)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            faults.Add(new ConfigurationFault(field, file, $"cannot be used: {e.Message}"));
            return default;
        }
    }
}
