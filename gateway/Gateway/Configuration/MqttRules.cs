using Nanofleet.Contract;

namespace Nanofleet.Gateway.Configuration;

/// <summary>What must hold between the settings of section <c>Mqtt</c>.</summary>
public static class MqttRules
{
    public static void Check(MqttOptions mqtt, ICollection<ConfigurationFault> faults)
    {
        if (!Rules.IsNamespace(mqtt.Namespace ?? ""))
            Add("Namespace", mqtt.Namespace, $"is one level of a topic: at most {Limits.DeviceId} characters, without '/', '+', '#' and without '$' at its beginning.");
        if (mqtt.ClientId.Length > 64) Add("ClientId", mqtt.ClientId, "at most 64 characters; brokers may refuse longer ones.");
        if (mqtt.Password is not null && mqtt.User is null) Add("Password", null, "there is a password but no Mqtt:User to go with it.");
        if (mqtt.CaFile is not null && !File.Exists(mqtt.CaFile)) Add("CaFile", mqtt.CaFile, "there is no such file.");
        if (!mqtt.Tls && mqtt.CaFile is not null) Add("CaFile", mqtt.CaFile, "is of no use without Mqtt:Tls=true.");
        if (!mqtt.Tls && mqtt.AcceptInvalidCertificates) Add("AcceptInvalidCertificates", "true", "is of no use without Mqtt:Tls=true.");
        if (mqtt.IsEmbedded) CheckEmbedded();

        void CheckEmbedded()
        {
            // Somebody who sets these thinks of another broker, and would wonder why nothing arrives from it.
            (string Name, bool IsSet)[] onlyConnected =
                [("Port", mqtt.Port is not null), ("User", mqtt.User is not null), ("Tls", mqtt.Tls), ("IPv6", mqtt.IPv6)];
            foreach (var (name, _) in onlyConnected.Where(setting => setting.IsSet))
                Add(name, null, "is for another broker, but Mqtt:Host does not name one; the gateway's own broker is set with Broker:Port, Broker:User …");
        }

        void Add(string name, string? value, string fix) => faults.Add(new ConfigurationFault($"Mqtt:{name}", value, fix));
    }
}
