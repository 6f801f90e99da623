using nanoFramework.M2Mqtt.Messages;
using Code = Nanofleet.Mqtt.MqttReasonCode;

namespace nanoFramework.M2Mqtt;

/// <summary>Back to the return codes of 3.1.1, which the client underneath has translated to those of 5.0.</summary>
internal static class ReasonCodes
{
    internal static MqttReasonCode FromConnect(Code code, Nanofleet.Mqtt.MqttVersion version)
    {
        if (version == Nanofleet.Mqtt.MqttVersion.V500) return (MqttReasonCode)code;
        return code switch
        {
            Code.Success => MqttReasonCode.Success,
            Code.UnsupportedProtocolVersion => MqttReasonCode.ConnectionRefusedUnacceptableProtocolVersion,
            Code.ClientIdentifierNotValid => MqttReasonCode.ConnectionRefusedIdentifierRejected,
            Code.BadUserNameOrPassword => MqttReasonCode.ConnectionRefusedBadUserNameOrPassword,
            Code.NotAuthorized => MqttReasonCode.ConnectionRefusedNotAuthorized,
            _ => MqttReasonCode.ConnectionRefusedServerUnavailable,
        };
    }
}
