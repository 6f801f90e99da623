namespace Nanofleet.Mqtt;

/// <summary>Limits and hooks of a broker. Everything that a peer can make it hold has a limit here.</summary>
public sealed class MqttBrokerOptions
{
    /// <summary>Topic filters that the host's receiver wants; none means that the host only publishes.</summary>
    public IReadOnlyList<string> HostFilters { get; set; } = [];

    /// <summary>The largest packet accepted from a client.</summary>
    public int MaximumPacketSize { get; set; } = 1024 * 1024;

    /// <summary>Unanswered QoS 1 and 2 messages taken from one client; then its connection is not read until one is answered.</summary>
    public ushort ReceiveMaximum { get; set; } = 1000;

    /// <summary>Unanswered QoS 1 and 2 messages sent to one client, where it does not ask for fewer. 3.1.1 clients cannot ask.</summary>
    public ushort SendMaximum { get; set; } = 100;

    /// <summary>Messages waiting for one session, offline or slow; a further one is dropped and counted.</summary>
    public int MaximumQueuedMessages { get; set; } = 10_000;

    /// <summary>Bytes waiting for one session; a further message is dropped and counted.</summary>
    public long MaximumQueuedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes waiting for all sessions together; a further message is dropped and counted. A message for many counts for each of them.</summary>
    public long MaximumTotalQueuedBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Longer wishes are cut to this; also the life of a persistent 3.1.1 session. Default: 7 days.</summary>
    public TimeSpan MaximumSessionExpiry { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Connections at a time; a further one is refused with ServerBusy.</summary>
    public int MaximumConnections { get; set; } = 100_000;

    /// <summary>Connections that have not said CONNECT yet, at a time; a further one is dropped and counted.</summary>
    public int MaximumHalfOpenConnections { get; set; } = 10_000;

    /// <summary>New connections, from wherever; one too many is dropped before a byte is read, and counted. Null: no limit.</summary>
    public MqttRate? ConnectionRate { get; set; }

    /// <summary>New connections from one remote address (in IPv6 one network of 64 bits); Null: no limit. Behind a proxy all come from the proxy's.</summary>
    public MqttRate? ConnectionRatePerAddress { get; set; }

    /// <summary>Sessions kept, connected or not; a further client is refused with QuotaExceeded.</summary>
    public int MaximumSessions { get; set; } = 200_000;

    /// <summary>Subscriptions of one session; a further one is refused with QuotaExceeded.</summary>
    public int MaximumSubscriptions { get; set; } = 1000;

    /// <summary>Subscriptions of all sessions; a further one is refused with QuotaExceeded.</summary>
    public int MaximumTotalSubscriptions { get; set; } = 5_000_000;

    /// <summary>Bytes that all subscriptions take with their place in the tree; a further one is refused with QuotaExceeded.</summary>
    public long MaximumTotalSubscriptionBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>The largest will; a client that brings a larger one is refused with QuotaExceeded.</summary>
    public int MaximumWillSize { get; set; } = 128 * 1024;

    /// <summary>Retained messages; a further topic's message is delivered but not kept, and counted.</summary>
    public int MaximumRetainedMessages { get; set; } = 100_000;

    /// <summary>Bytes of all retained messages; one that does not fit is delivered but not kept, and counted.</summary>
    public long MaximumRetainedBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>
    /// Topics of which each next level is a branch with a share of its own: with <c>devices</c>, all that is below
    /// <c>devices/kitchen</c> is one. None: clients share the room for retained messages as they come.
    /// </summary>
    public IReadOnlyList<string> RetainedBranches { get; set; } = [];

    /// <summary>Retained messages that clients may have in one branch; a further topic's message is delivered but not kept, and counted.</summary>
    public int MaximumRetainedMessagesPerBranch { get; set; } = int.MaxValue;

    /// <summary>Bytes of them, with their place in the tree; one that does not fit is delivered but not kept, and counted.</summary>
    public long MaximumRetainedBytesPerBranch { get; set; } = long.MaxValue;

    /// <summary>Told of each message that these two refuse.</summary>
    public MqttRetainedRefused? RetainedRefused { get; set; }

    /// <summary>Levels of a topic or filter; deeper ones are refused.</summary>
    public int MaximumTopicLevels { get; set; } = 200;

    /// <summary>Topic aliases that one connection may use towards the broker.</summary>
    public ushort TopicAliasMaximum { get; set; } = 16;

    /// <summary>Topic aliases that the broker uses towards one MQTT 5 client, where it allows them; 0 turns them off.</summary>
    public ushort SendTopicAliasMaximum { get; set; } = 16;

    /// <summary>Keep-alive set for clients that want a longer one or none; zero leaves them their wish. 3.1.1 clients cannot be told.</summary>
    public TimeSpan MaximumKeepAlive { get; set; }

    /// <summary>How long a connection may take to say CONNECT (§3.1.4).</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may leave its output unread before it is cut.</summary>
    public TimeSpan SlowConsumerTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the broker publishes its figures below <c>$SYS/broker/</c>, retained, by the names that Mosquitto uses; zero: never.</summary>
    public TimeSpan StatisticsInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where sessions and retained messages are kept so that they survive the process; null: nowhere. It is read when the broker is made.</summary>
    public IMqttStore? Store { get; set; }

    /// <summary>Bytes on their way to the store; then publishers that add to it are not read until some are there.</summary>
    public long MaximumStoreBacklog { get; set; } = 32 * 1024 * 1024;

    /// <summary>Who may connect; null lets everyone in.</summary>
    public MqttAuthenticate? Authenticate { get; set; }

    /// <summary>
    /// Not null: clients may show who they are by a method of their choice, in several steps (5.0 §4.12), in place of
    /// <see cref="Authenticate"/>. A client that names no method is then refused unless that lets it in.
    /// </summary>
    public MqttBeginAuthentication? BeginAuthentication { get; set; }

    /// <summary>How fast a client may publish; asked once for each that was let in. Null, also as its answer: as fast as it can.</summary>
    public Func<MqttPeer, IMqttThrottle?>? Throttle { get; set; }

    /// <summary>Who may publish what; null allows all.</summary>
    public MqttAuthorizePublish? AuthorizePublish { get; set; }

    /// <summary>Who may subscribe to what; null allows all.</summary>
    public MqttAuthorizeSubscribe? AuthorizeSubscribe { get; set; }
}
