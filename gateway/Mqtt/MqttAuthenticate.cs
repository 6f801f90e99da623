namespace Nanofleet.Mqtt;

/// <summary>
/// Decides whether a client may connect: Success, or a reason from 0x80 on (BadUserNameOrPassword, NotAuthorized,
/// Banned …). The password borrows the connection's buffer until the task completes.
/// </summary>
public delegate ValueTask<MqttReasonCode> MqttAuthenticate(MqttPeer peer, ReadOnlyMemory<byte> password, CancellationToken cancel);
