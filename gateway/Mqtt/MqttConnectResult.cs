namespace Nanofleet.Mqtt;

/// <summary>The broker's answer to a CONNECT: accepted or refused, and the limits that it sets (5.0 §3.2).</summary>
public sealed record MqttConnectResult
{
    /// <summary>Success, or why not. The return codes of 3.1.1 are translated.</summary>
    public MqttReasonCode ReasonCode { get; init; }

    /// <summary>What the broker says about it in words, if anything.</summary>
    public string? ReasonText { get; init; }

    /// <summary>The connection stands.</summary>
    public bool IsAccepted => !ReasonCode.IsFailure();

    /// <summary>The broker had a session of this client: its subscriptions stand and unacknowledged messages come again.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>The client identifier in use: the broker's where it assigned one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>How long the broker keeps the session.</summary>
    public TimeSpan SessionExpiry { get; init; }

    /// <summary>How many unanswered QoS 1 and 2 messages the broker takes.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>The best QoS that the broker offers.</summary>
    public MqttQoS MaximumQoS { get; init; } = MqttQoS.ExactlyOnce;

    /// <summary>Whether the broker keeps retained messages.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>The largest packet that the broker takes.</summary>
    public uint MaximumPacketSize { get; init; } = uint.MaxValue;

    /// <summary>How many topic aliases the broker takes.</summary>
    public ushort TopicAliasMaximum { get; init; }

    /// <summary>Whether filters may have wildcards.</summary>
    public bool WildcardsAvailable { get; init; } = true;

    /// <summary>Whether subscriptions may carry an identifier.</summary>
    public bool SubscriptionIdentifiersAvailable { get; init; } = true;

    /// <summary>Whether $share/ filters are allowed.</summary>
    public bool SharedSubscriptionsAvailable { get; init; } = true;

    /// <summary>The keep-alive in force: the broker's where it sets one.</summary>
    public TimeSpan KeepAlive { get; init; }

    /// <summary>Basis for response topics, if the broker gave one.</summary>
    public string? ResponseInformation { get; init; }

    /// <summary>Where to go instead, for UseAnotherServer and ServerMoved.</summary>
    public string? ServerReference { get; init; }
}
