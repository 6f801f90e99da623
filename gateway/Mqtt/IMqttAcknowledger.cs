namespace Nanofleet.Mqtt;

/// <summary>
/// Answers a received message to its sender. Implemented by the receive window of a connection; tests and other
/// clients bring their own.
/// </summary>
public interface IMqttAcknowledger
{
    /// <summary>The message that was handed out under this token is safe, or refused with a reason from 0x80 on.</summary>
    void Complete(uint token, MqttReasonCode reason);
}
