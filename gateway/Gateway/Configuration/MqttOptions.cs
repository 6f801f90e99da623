using System.ComponentModel.DataAnnotations;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Configuration;

/// <summary>Section <c>Mqtt</c>: the broker to connect to, and how topics begin.</summary>
public sealed class MqttOptions
{
    /// <summary>Name or address of an existing broker. Absent: the gateway runs its own, see <see cref="BrokerOptions"/>.</summary>
    public string? Host { get; set; }

    /// <summary>Absent: 1883, or 8883 with TLS, the registered ports.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Whose MQTT client: own, or mqttnet in a build with <c>-p:MqttNet=true</c>.</summary>
    public MqttClientChoice Client { get; set; }

    /// <summary>V500 or, for brokers that know no better, V311: it cannot say why it refuses something, nor keep the session for a set time.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V500;

    /// <summary>User name at that broker.</summary>
    public string? User { get; set; }

    /// <summary>Password at that broker. Prefer <see cref="PasswordFile"/>: other users of the machine can read a command line.</summary>
    [Secret]
    public string? Password { get; set; }

    /// <summary>File whose first line is the password.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Speak TLS.</summary>
    public bool Tls { get; set; }

    /// <summary>PEM file of authorities to trust instead of the system's, for a broker with a certificate of its own making.</summary>
    public string? CaFile { get; set; }

    /// <summary>PEM file of the certificate that the gateway shows to a broker that asks for one; read at every connection.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its private key, where that does not stand in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Speak MQTT over WebSocket, at this path of the broker: <c>/mqtt</c>. With <see cref="Tls"/> that is wss.</summary>
    public string? WebSocketPath { get; set; }

    /// <summary>For the laboratory only: anybody between gateway and broker can then read and change everything.</summary>
    public bool AcceptInvalidCertificates { get; set; }

    /// <summary>Begin with IPv6 where the broker's name has addresses of both families.</summary>
    public bool IPv6 { get; set; }

    /// <summary>First level of every topic, so that several fleets share a broker: <c>{namespace}/devices/…</c>.</summary>
    public string? Namespace { get; set; }

    /// <summary>The broker keeps messages under this name while the gateway is away; two gateways need two names.</summary>
    public string ClientId { get; set; } = "nanofleet-gateway";

    /// <summary>How long the broker keeps messages for a gateway that is away; a week outlasts a holiday.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SessionExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Messages in the gateway's hands before the broker waits. Mosquitto sends 20 unless asked for more,
    /// which with acknowledgement after commit is 2,000 messages a second at best; 1,000 gives more than 30,000.
    /// </summary>
    [Range(1, 65535)]
    public int ReceiveMaximum { get; set; } = 1000;

    /// <summary>Also take <c>device/{id}/…</c>, as other firmware sends.</summary>
    public bool SingularRoot { get; set; }

    /// <summary>Whether the gateway gives devices accounts at that broker: dynsec for a Mosquitto with its dynamic security plugin, of which <see cref="User"/> must be an administrator.</summary>
    public DeviceAccountKeeper Devices { get; set; }

    /// <summary>True: the gateway is its own broker.</summary>
    public bool IsEmbedded => Host is null;

    /// <summary>The port in force.</summary>
    public int EffectivePort => Port ?? (Tls ? 8883 : 1883);
}
