using Nanofleet.Contract;
using Nanofleet.Gateway.Ingest;

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
        if (mqtt.CertificateFile is not null && !File.Exists(mqtt.CertificateFile)) Add("CertificateFile", mqtt.CertificateFile, "there is no such file.");
        if (mqtt.CertificateKeyFile is not null && !File.Exists(mqtt.CertificateKeyFile)) Add("CertificateKeyFile", mqtt.CertificateKeyFile, "there is no such file.");
        if (mqtt.CertificateFile is null && mqtt.CertificateKeyFile is not null) Add("CertificateKeyFile", mqtt.CertificateKeyFile, "is of no use without Mqtt:CertificateFile.");
        if (!mqtt.Tls && mqtt.CertificateFile is not null) Add("CertificateFile", mqtt.CertificateFile, "is of no use without Mqtt:Tls=true.");
        if (mqtt.WebSocketPath?.StartsWith('/') == false) Add("WebSocketPath", mqtt.WebSocketPath, "must begin with '/', such as /mqtt.");
        if (mqtt.Client == MqttClientChoice.MqttNet && !MqttClients.HasMqttNet)
            Add("Client", "MqttNet", "is not in this build: build the gateway with `dotnet build -p:MqttNet=true`, which fetches MQTTnet from nuget.org, or leave the setting out.");
        if (!mqtt.Tls && mqtt.CaFile is not null) Add("CaFile", mqtt.CaFile, "is of no use without Mqtt:Tls=true.");
        if (!mqtt.Tls && mqtt.AcceptInvalidCertificates) Add("AcceptInvalidCertificates", "true", "is of no use without Mqtt:Tls=true.");
        if (mqtt is { IsEmbedded: false, Devices: DeviceAccountKeeper.Dynsec, User: null }) Add("Devices", "dynsec", "needs Mqtt:User and Mqtt:PasswordFile of an administrator of the plugin.");
        if (mqtt.IsEmbedded) CheckEmbedded();

        void CheckEmbedded()
        {
            // Somebody who sets these thinks of another broker, and would wonder why nothing arrives from it.
            (string Name, bool IsSet)[] onlyConnected =
                [("Port", mqtt.Port is not null), ("User", mqtt.User is not null), ("Tls", mqtt.Tls), ("IPv6", mqtt.IPv6), ("Client", mqtt.Client != MqttClientChoice.Own), ("WebSocketPath", mqtt.WebSocketPath is not null), ("Devices", mqtt.Devices != DeviceAccountKeeper.None)];
            foreach (var (name, _) in onlyConnected.Where(setting => setting.IsSet))
                Add(name, null, "is for another broker, but Mqtt:Host does not name one; the gateway's own broker is set with Broker:Port, Broker:User …");
        }

        void Add(string name, string? value, string fix) => faults.Add(new ConfigurationFault($"Mqtt:{name}", value, fix));
    }
}
