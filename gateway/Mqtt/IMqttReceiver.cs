namespace Nanofleet.Mqtt;

/// <summary>Where messages go: the host's side of a client or of a broker.</summary>
public interface IMqttReceiver
{
    /// <summary>
    /// Takes one message. The connection reads nothing further until this task completes: that is the back-pressure.
    /// An exception closes the connection, so that the message comes again; refuse single messages by their
    /// acknowledgement instead. The token is cancelled when the client's connection ends, or when the broker stops; a
    /// receiver that waits for room must heed it.
    /// </summary>
    ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel);
}
