using System.Net;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold between the settings of section <c>Broker</c>.</summary>
public static class BrokerRules
{
    public static void Check(GatewayOptions options, ICollection<ConfigurationFault> faults)
    {
        var broker = options.Broker;
        if (!options.Mqtt.IsEmbedded) return;
        if (!IPAddress.TryParse(broker.Address, out var address))
            faults.Add(new ConfigurationFault("Broker:Address", broker.Address, "must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::."));
        else if (!IPAddress.IsLoopback(address) && (broker.User is null || broker.Password is null))
            faults.Add(new ConfigurationFault("Broker:Address", broker.Address, "others can reach this address: set Broker:User and Broker:PasswordFile, or listen on 127.0.0.1."));
        if ((broker.User is null) != (broker.Password is null) && broker.PasswordFile is null)
            faults.Add(new ConfigurationFault(broker.User is null ? "Broker:User" : "Broker:Password", null, "user and password go together; set both or neither."));
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
}
