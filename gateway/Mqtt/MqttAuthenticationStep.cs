namespace Nanofleet.Mqtt;

/// <summary>What one end of an enhanced authentication answers (5.0 §3.15.2.1).</summary>
public sealed class MqttAuthenticationStep
{
    private MqttAuthenticationStep(MqttReasonCode reason, ReadOnlyMemory<byte>? data) => (Reason, Data) = (reason, data);

    /// <summary>ContinueAuthentication, Success, or why not.</summary>
    public MqttReasonCode Reason { get; }

    /// <summary>What the other end gets; null: nothing.</summary>
    public ReadOnlyMemory<byte>? Data { get; }

    /// <summary>The other end is asked to go on.</summary>
    public static MqttAuthenticationStep Continue(ReadOnlyMemory<byte>? data = null) => new(MqttReasonCode.ContinueAuthentication, data);

    /// <summary>The other end is who it says. In the broker the data goes out with CONNACK or the last AUTH; in the client only at its first step, with CONNECT.</summary>
    public static MqttAuthenticationStep Success(ReadOnlyMemory<byte>? data = null) => new(MqttReasonCode.Success, data);

    /// <summary>It is not: NotAuthorized, BadAuthenticationMethod or another reason from 0x80 on, which goes back in CONNACK or DISCONNECT.</summary>
    public static MqttAuthenticationStep Refuse(MqttReasonCode reason) =>
        reason.IsFailure() ? new(reason, null) : throw new ArgumentException($"{reason} is no refusal", nameof(reason));
}
