namespace Nanofleet.Mqtt;

/// <summary>What a client needs to know to connect. Read at every ConnectAsync.</summary>
public sealed class MqttClientOptions
{
    /// <summary>Name or address of the broker.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>1883 is the registered port, 8883 the one with TLS.</summary>
    public int Port { get; set; } = 1883;

    /// <summary>Not null: speak MQTT over WebSocket, at this path of <see cref="Host"/> and <see cref="Port"/>: <c>/mqtt</c>. With <see cref="Tls"/> that is wss.</summary>
    public string? WebSocketPath { get; set; }

    /// <summary>Not null: the file of the broker's Unix socket, in place of <see cref="Host"/> and <see cref="Port"/>.</summary>
    public string? UnixSocket { get; set; }

    /// <summary>MQTT 5 by default: only it tells why a publish was refused, and only it bounds the receive window.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V500;

    /// <summary>Empty lets the broker choose one, which needs <see cref="CleanStart"/> in 3.1.1 [MQTT-3.1.3-7].</summary>
    public string ClientId { get; set; } = "";

    /// <summary>User name, if the broker wants one.</summary>
    public string? User { get; set; }

    /// <summary>Password, if the broker wants one.</summary>
    public string? Password { get; set; }

    /// <summary>Not null: show who this is by this method (5.0 §4.12); MQTT 5 only.</summary>
    public MqttClientAuthentication? Authentication { get; set; }

    /// <summary>True: begin without an earlier session. False: go on where the last connection ended.</summary>
    public bool CleanStart { get; set; } = true;

    /// <summary>How long the broker keeps the session after the connection; MQTT 5 only. 3.1.1 keeps it when CleanStart is false.</summary>
    public TimeSpan SessionExpiry { get; set; }

    /// <summary>The longest silence that either side accepts; zero turns it off (§3.1.2.10).</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How many unacknowledged QoS 1 and 2 messages may be in the host's hands. MQTT 5 tells the broker, and the client
    /// stops reading when one more comes, because brokers have been seen to overrun it; in 3.1.1, which cannot tell, it
    /// stops when they are reached.
    /// </summary>
    public ushort ReceiveMaximum { get; set; } = 1000;

    /// <summary>
    /// How many QoS 1 and 2 publishes may be unanswered; further ones wait for their turn. Null: what an MQTT 5 broker
    /// allows, and 20 in 3.1.1, where it cannot say: Mosquitto's default, beyond which it was seen to lose QoS 2
    /// messages that it had answered.
    /// </summary>
    public ushort? SendMaximum { get; set; }

    /// <summary>
    /// How many QoS 1 and 2 publishes may wait, for their turn or for the broker's answer; a further PublishAsync waits
    /// for its place, as long as its caller likes. Taken when the client is made.
    /// </summary>
    public int MaximumQueuedPublishes { get; set; } = 10_000;

    /// <summary>The largest packet accepted; MQTT 5 tells the broker, a larger one closes the connection.</summary>
    public int MaximumPacketSize { get; set; } = 1024 * 1024;

    /// <summary>How many topic aliases the broker may use towards this client; MQTT 5 only.</summary>
    public ushort TopicAliasMaximum { get; set; } = 16;

    /// <summary>
    /// How many topic aliases this client uses towards a broker that allows them, MQTT 5 only: a topic that comes again is
    /// then three bytes. Worth it where bytes are dear; it costs a little time per publish, so it is off by default.
    /// </summary>
    public ushort SendTopicAliasMaximum { get; set; }

    /// <summary>What the broker says for this client when it disappears.</summary>
    public MqttWill? Will { get; set; }

    /// <summary>Limit of the whole way to a CONNACK: name, connection, TLS, answer.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a QoS 1 or 2 publish and a subscribe wait for the broker's answer before the caller gets a
    /// <see cref="TimeoutException"/>; the message itself stays in the session.
    /// </summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Not null: speak TLS.</summary>
    public MqttTlsOptions? Tls { get; set; }

    /// <summary>Where a name has addresses of both families, begin with IPv6.</summary>
    public bool PreferIPv6 { get; set; }

    /// <summary>Replaces the way to the broker (null: TCP without Nagle's delay, then TLS if set, then WebSocket if set). The client disposes the stream.</summary>
    public Func<MqttClientOptions, CancellationToken, ValueTask<Stream>>? ConnectTransport { get; set; }

    /// <summary>The broker in messages for people.</summary>
    internal string Broker => UnixSocket ?? $"{Host}:{Port}";
}
