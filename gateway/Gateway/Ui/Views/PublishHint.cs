using System.Net;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>How a newcomer publishes a first reading to the broker that this gateway listens to.</summary>
public sealed class PublishHint(MqttOptions mqtt, BrokerOptions broker, DevicesOptions devices, IBrokerLink link)
{
    private const string DeviceId = "my-first-device";
    private const string Payload = """{"temperature":21.5}""";

    public string Address => $"{Host}:{Port}";

    /// <summary>For a shell; the password stays a word to fill in.</summary>
    public string Command =>
        $"mosquitto_pub -h {Host} -p {Port}{Tls}{User} -q 1 -t {Contract.Topics.Device(mqtt.Namespace ?? "", DeviceId, Contract.Topics.Data)} -m '{Payload}'";

    /// <summary>Whether boards reach the broker only from this very machine.</summary>
    public bool OnlyHere => mqtt.IsEmbedded && broker.IsLocal;

    public bool AsksForApproval => devices.Unknown == UnknownDevices.Pending;

    private string Host => mqtt.Host ?? (OnlyHere ? broker.Address : Dns.GetHostName());

    private int Port => link.EndPoint?.Port ?? (mqtt.IsEmbedded ? broker.Port : mqtt.EffectivePort);

    private string Tls => !mqtt.Tls ? "" : mqtt.CaFile is null ? " --tls-use-os-certs" : $" --cafile {mqtt.CaFile}";

    private string User => (mqtt.IsEmbedded ? broker.User : mqtt.User) is { } user ? $" -u {user} -P PASSWORD" : "";
}
