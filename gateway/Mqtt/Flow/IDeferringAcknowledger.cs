namespace Nanofleet.Mqtt.Flow;

/// <summary>An acknowledger whose answers can be sent later than they are given, many at once.</summary>
internal interface IDeferringAcknowledger : IMqttAcknowledger
{
    /// <summary>Completes a message. True for the first since the last <see cref="SendAnswers"/>: the caller must then call that.</summary>
    bool CompleteUnsent(uint token, MqttReasonCode reason);

    /// <summary>Sends all answers that were given.</summary>
    void SendAnswers();
}
