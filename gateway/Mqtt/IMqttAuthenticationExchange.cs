namespace Nanofleet.Mqtt;

/// <summary>
/// One end of an enhanced authentication (5.0 §4.12), such as SCRAM or Kerberos, from its first step to its last. Made
/// anew for every connection and every re-authentication; the other end's data comes in, the answer goes out.
/// </summary>
public interface IMqttAuthenticationExchange
{
    /// <summary>
    /// The next step. In the client the first call, without data, gives what goes out with CONNECT; at its last call, with
    /// what came with CONNACK or nothing, it must say Success, or the client does not trust the broker. In the broker the
    /// first call gets what came with CONNECT. Null: the other end sent no data, which is not the same as empty data.
    /// </summary>
    ValueTask<MqttAuthenticationStep> TakeAsync(ReadOnlyMemory<byte>? data, CancellationToken cancel);
}
