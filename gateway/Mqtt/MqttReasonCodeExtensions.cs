namespace Nanofleet.Mqtt;

/// <summary>Questions asked of a reason code.</summary>
public static class MqttReasonCodeExtensions
{
    /// <summary>Values from 0x80 on say that the operation failed (5.0 §2.4).</summary>
    public static bool IsFailure(this MqttReasonCode reason) => (byte)reason >= 0x80;
}
