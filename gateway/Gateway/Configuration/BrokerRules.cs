using System.Net;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold between the settings of section <c>Broker</c>.</summary>
public static class BrokerRules
{
    /// <summary>What the kernel takes for the name of a Unix socket.</summary>
    private const int LongestSocketPath = 107;

    public static void Check(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        var broker = options.Broker;
        CheckNames(broker, faults);
        if (!options.Mqtt.IsEmbedded)
        {
            CheckUnused(options, faults);
            return;
        }
        if (!IPAddress.TryParse(broker.Address, out _))
            faults.Add(new ConfigurationFault("Broker:Address", broker.Address, "must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::."));
        else if (!broker.IsLocal && broker.Anonymous == true)
            faults.Add(new ConfigurationFault("Broker:Anonymous", "true", $"others can reach {broker.Address}: leave it out and give boards credentials, or listen on 127.0.0.1."));
        if ((broker.User is null) != (broker.Password is null) && broker.PasswordFile is null)
            faults.Add(new ConfigurationFault(broker.User is null ? "Broker:User" : "Broker:Password", null, "user and password go together; set both or neither."));
        if (broker is { Tcp: false, Tls: false, UnixSocket: null, WebSocket: false })
            faults.Add(new ConfigurationFault("Broker:Tcp", "false", "then nobody can connect: leave it on, or set Broker:Tls=true, Broker:UnixSocket or Broker:WebSocket=true."));
        if (broker.TlsAddress is { } address && !IPAddress.TryParse(address, out _))
            faults.Add(new ConfigurationFault("Broker:TlsAddress", address, "must be an IP address, such as 0.0.0.0, ::, or one of this machine's; leave it out for all."));
        if (broker is { Tls: true, TlsPort: > 0, Tcp: true } && broker.TlsPort == broker.Port)
            faults.Add(new ConfigurationFault("Broker:TlsPort", $"{broker.TlsPort}", "is Broker:Port too; 8883 is the usual one, or switch the other off with Broker:Tcp=false."));
        CheckUnixSocket(broker, faults);
        CheckOrigins(broker, faults);
        if (!broker.Tls && !options.UsesHttps) BrokerTls.CheckUnused(broker, "is of no use with Broker:Tls=false.", faults);
        CheckPersistence(options, faults);
    }

    private static void CheckPersistence(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        var broker = options.Broker;
        if (!broker.Persistence && broker.PersistenceFile is not null)
            faults.Add(new ConfigurationFault("Broker:PersistenceFile", broker.PersistenceFile, "is of no use without Broker:Persistence=true."));
        if (!broker.Persistence) return;
        try
        {
            broker.PersistenceFile = Path.GetFullPath(broker.PersistenceFile ?? Path.Combine(DataDirectory.Open(options.Data), "broker.db"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            faults.Add(new ConfigurationFault("Broker:PersistenceFile", broker.PersistenceFile, $"cannot be made: {e.Message}"));
            return;
        }
        if (Directory.Exists(broker.PersistenceFile)) faults.Add(new ConfigurationFault("Broker:PersistenceFile", broker.PersistenceFile, "is a directory; name a file in it."));
        if (faults.Count == 0 && StoreFactory.IsFile(options.Database, broker.PersistenceFile))
            faults.Add(new ConfigurationFault("Broker:PersistenceFile", broker.PersistenceFile, "is the database of the readings; the broker needs a file of its own."));
    }

    private static void CheckUnixSocket(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        if (broker.UnixSocket is not { } path) return;
        if (path.Length > LongestSocketPath) faults.Add(new ConfigurationFault("Broker:UnixSocket", path, $"at most {LongestSocketPath} characters."));
        else if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) faults.Add(new ConfigurationFault("Broker:UnixSocket", path, "its folder does not exist."));
    }

    private static void CheckOrigins(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        foreach (var origin in broker.Origins)
        {
            if (origin == "*" && broker.LetsAnonymousIn)
                faults.Add(new ConfigurationFault("Broker:WebSocketOrigins", origin, "any page in a browser of this machine could then use the broker: set Broker:Anonymous=false, or name the pages."));
            else if (origin != "*" && (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin.ToLowerInvariant()))
                faults.Add(new ConfigurationFault("Broker:WebSocketOrigins", origin, "must look like https://fleet.example or http://127.0.0.1:8080, without a path."));
        }
    }

    private static void CheckNames(BrokerOptions broker, ICollection<ConfigurationFault> faults)
    {
        foreach (var name in broker.OtherNames.Where(name => Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic))
            faults.Add(new ConfigurationFault(name == broker.PublicHost ? "Broker:PublicHost" : "Broker:CertificateNames", name, "must be a host name or an IP address, without scheme and port."));
    }

    /// <summary>Somebody who sets these thinks of the gateway's own broker, and would wonder why nothing listens.</summary>
    private static void CheckUnused(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        const string because = "is for the gateway's own broker, but Mqtt:Host names another one.";
        var broker = options.Broker;
        if (!options.UsesHttps) BrokerTls.CheckUnused(broker, because, faults);
        (string Name, bool IsSet)[] onlyOwn = [("TlsAddress", broker.TlsAddress is not null), ("UnixSocket", broker.UnixSocket is not null)];
        foreach (var (name, _) in onlyOwn.Where(setting => setting.IsSet)) faults.Add(new ConfigurationFault($"Broker:{name}", null, because));
    }
}
