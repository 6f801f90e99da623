using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Configuration;

/// <summary>
/// Certificates that the settings name, from their files. Whatever cannot be read is a fault that stops the start: nothing
/// is served without the TLS that was asked for.
/// </summary>
public static class BrokerTls
{
    private static readonly string[] Pkcs12 = [".pfx", ".p12"];

    /// <summary>Nothing of what has a fault.</summary>
    public static BrokerTlsFiles Load(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        if (broker.ClientCertificates == MqttClientCertificates.None && broker.ClientCaFile is not null)
            faults.Add(new ConfigurationFault("Broker:ClientCaFile", broker.ClientCaFile, "is of no use without Broker:ClientCertificates=allowed or required."));
        if (broker.CertificateFile is null && broker.CertificateKeyFile is not null)
            faults.Add(new ConfigurationFault("Broker:CertificateKeyFile", broker.CertificateKeyFile, "is of no use without Broker:CertificateFile."));
        var own = broker.CertificateFile is { } certificate ? Read(() => ReadOwn(broker), "Broker:CertificateFile", certificate, faults) : (null, []);
        var authorities = broker.ClientCaFile is { } file ? Read(() => ReadAuthorities(file), "Broker:ClientCaFile", file, faults) : null;
        return new BrokerTlsFiles(own.Certificate, own.Intermediates ?? [], authorities);
    }

    /// <summary>For a gateway in which nothing speaks TLS.</summary>
    public static void CheckUnused(BrokerOptions broker, string because, ICollection<ConfigurationFault> faults)
    {
        (string Name, bool IsSet)[] onlyTls =
        [
            ("CertificateFile", broker.CertificateFile is not null), ("CertificateKeyFile", broker.CertificateKeyFile is not null),
            ("ClientCertificates", broker.ClientCertificates != MqttClientCertificates.None), ("ClientCaFile", broker.ClientCaFile is not null),
        ];
        foreach (var (name, _) in onlyTls.Where(setting => setting.IsSet)) faults.Add(new ConfigurationFault($"Broker:{name}", null, because));
    }

    private static (X509Certificate2? Certificate, X509Certificate2Collection Intermediates) ReadOwn(BrokerOptions broker)
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
