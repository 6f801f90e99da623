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
    }
}
