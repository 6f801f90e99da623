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

    /// <summary>The answer as a sentence: <c>refused: bad credentials</c>, with what the broker itself says about it.</summary>
    public string Explanation
    {
        get
        {
            if (IsAccepted) return "accepted";
            var text = ReasonText is null ? "" : $" ({ReasonText})";
            var elsewhere = ServerReference is null ? "" : $"; the broker names another server: {ServerReference}";
            return $"refused: {InWords(ReasonCode)}{text}{elsewhere}";
        }
    }

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

    /// <summary>For whoever has no use for a refusal as a value.</summary>
    /// <exception cref="MqttConnectException">The broker refused, with its <see cref="Explanation"/>.</exception>
    public MqttConnectResult EnsureAccepted() => IsAccepted ? this : throw new MqttConnectException(Explanation);

    private static string InWords(MqttReasonCode reason) => reason switch
    {
        MqttReasonCode.BadUserNameOrPassword => "bad credentials",
        MqttReasonCode.NotAuthorized => "not authorized; are user and password right?", // many brokers say this for wrong ones
        MqttReasonCode.BadAuthenticationMethod => "the authentication method is not offered",
        MqttReasonCode.ClientIdentifierNotValid => "the client identifier is not accepted",
        MqttReasonCode.UnsupportedProtocolVersion => "this version of MQTT is not spoken",
        MqttReasonCode.ServerBusy or MqttReasonCode.ServerUnavailable => "the broker is busy or not available",
        MqttReasonCode.ConnectionRateExceeded => "too many connections in a short time",
        MqttReasonCode.UseAnotherServer or MqttReasonCode.ServerMoved => "another server is to be used",
        MqttReasonCode.Banned => "banned",
        _ => reason.ToString(),
    };
}
