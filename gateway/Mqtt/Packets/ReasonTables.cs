using static Nanofleet.Mqtt.MqttReasonCode;

namespace Nanofleet.Mqtt.Packets;

/// <summary>
/// Which reason codes each packet of MQTT 5 may carry, and SUBACK's return codes of 3.1.1. Another one is a Protocol
/// Error: its sender must use one of these.
/// </summary>
internal static class ReasonTables
{
    /// <summary>CONNACK (§3.2.2.2, table 3-1) [MQTT-3.2.2-8].</summary>
    public static bool IsConnAck(MqttReasonCode reason) => reason is Success or UnspecifiedError or MalformedPacket or ProtocolError
        or ImplementationSpecificError or UnsupportedProtocolVersion or ClientIdentifierNotValid or BadUserNameOrPassword or NotAuthorized
        or ServerUnavailable or ServerBusy or Banned or BadAuthenticationMethod or TopicNameInvalid or PacketTooLarge or QuotaExceeded
        or PayloadFormatInvalid or RetainNotSupported or QoSNotSupported or UseAnotherServer or ServerMoved or ConnectionRateExceeded;

    /// <summary>SUBACK (§3.9.3, table 3-8) [MQTT-3.9.3-2]; 3.1.1 §3.9.3 knows one failure.</summary>
    public static bool IsSubAck(MqttReasonCode reason, MqttVersion version) => reason is GrantedQoS0 or GrantedQoS1 or GrantedQoS2 or UnspecifiedError
        || version == MqttVersion.V500 && reason is ImplementationSpecificError or NotAuthorized or TopicFilterInvalid or PacketIdentifierInUse
            or QuotaExceeded or SharedSubscriptionsNotSupported or SubscriptionIdentifiersNotSupported or WildcardSubscriptionsNotSupported;

    /// <summary>UNSUBACK (§3.11.3, table 3-9) [MQTT-3.11.3-2].</summary>
    public static bool IsUnsubAck(MqttReasonCode reason) => reason is Success or NoSubscriptionExisted or UnspecifiedError
        or ImplementationSpecificError or NotAuthorized or TopicFilterInvalid or PacketIdentifierInUse;

    /// <summary>DISCONNECT of either side (§3.14.2.1, table 3-10) [MQTT-3.14.2-1].</summary>
    public static bool IsDisconnect(MqttReasonCode reason) => reason is NormalDisconnection or DisconnectWithWill or UnspecifiedError or MalformedPacket
        or ProtocolError or ImplementationSpecificError or NotAuthorized or ServerBusy or ServerShuttingDown
        || reason is >= BadAuthenticationMethod and <= WildcardSubscriptionsNotSupported and not PacketIdentifierInUse and not PacketIdentifierNotFound;
}
