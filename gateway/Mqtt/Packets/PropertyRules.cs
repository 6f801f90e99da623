using static Nanofleet.Mqtt.Packets.PropertyId;

namespace Nanofleet.Mqtt.Packets;

/// <summary>Table 2-4 of MQTT 5.0 (§2.2.2.2): how each property is encoded and which packet may carry it.</summary>
internal static class PropertyRules
{
    public static readonly ulong Connect = Set(
        SessionExpiryInterval, AuthenticationMethod, AuthenticationData, RequestProblemInformation,
        RequestResponseInformation, ReceiveMaximum, TopicAliasMaximum, UserProperty, MaximumPacketSize);

    public static readonly ulong Will = Set(
        PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic, CorrelationData, WillDelayInterval, UserProperty);

    public static readonly ulong ConnAck = Set(
        SessionExpiryInterval, AssignedClientIdentifier, ServerKeepAlive, AuthenticationMethod, AuthenticationData,
        ResponseInformation, ServerReference, ReasonString, ReceiveMaximum, TopicAliasMaximum, MaximumQoS, RetainAvailable,
        UserProperty, MaximumPacketSize, WildcardSubscriptionAvailable, SubscriptionIdentifiersAvailable, SharedSubscriptionAvailable);

    public static readonly ulong Publish = Set(
        PayloadFormatIndicator, MessageExpiryInterval, ContentType, ResponseTopic, CorrelationData, SubscriptionIdentifier,
        TopicAlias, UserProperty);

    public static readonly ulong Subscribe = Set(SubscriptionIdentifier, UserProperty);

    public static readonly ulong Unsubscribe = Set(UserProperty);

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK.</summary>
    public static readonly ulong Answer = Set(ReasonString, UserProperty);

    public static readonly ulong Disconnect = Set(SessionExpiryInterval, ServerReference, ReasonString, UserProperty);

    public static readonly ulong Auth = Set(AuthenticationMethod, AuthenticationData, ReasonString, UserProperty);

    public static ulong Bit(PropertyId id) => 1UL << (int)id;

    public static PropertyKind KindOf(PropertyId id) => id switch
    {
        PayloadFormatIndicator or RequestProblemInformation or RequestResponseInformation or MaximumQoS or RetainAvailable
            or WildcardSubscriptionAvailable or SubscriptionIdentifiersAvailable or SharedSubscriptionAvailable => PropertyKind.Flag,
        ServerKeepAlive or ReceiveMaximum or TopicAliasMaximum or TopicAlias => PropertyKind.UInt16,
        MessageExpiryInterval or SessionExpiryInterval or WillDelayInterval or MaximumPacketSize => PropertyKind.UInt32,
        SubscriptionIdentifier => PropertyKind.Variable,
        ContentType or ResponseTopic or AssignedClientIdentifier or AuthenticationMethod or ResponseInformation
            or ServerReference or ReasonString => PropertyKind.Text,
        CorrelationData or AuthenticationData => PropertyKind.Binary,
        UserProperty => PropertyKind.Pair,
        _ => PropertyKind.Unknown,
    };

    /// <summary>Values that are well encoded and yet not allowed: each is a Protocol Error where the property is defined.</summary>
    public static bool IsForbiddenValue(PropertyId id, uint number) => id switch
    {
        ReceiveMaximum or MaximumPacketSize or SubscriptionIdentifier => number == 0, // §3.1.2.11.3, §3.1.2.11.4, §3.8.2.1.2
        _ => KindOf(id) == PropertyKind.Flag && number > 1, // §3.1.2.11.6, §3.2.2.3.4, §3.3.2.3.2 …
    };

    private static ulong Set(params ReadOnlySpan<PropertyId> ids)
    {
        ulong set = 0;
        foreach (var id in ids) set |= Bit(id);
        return set;
    }
}
