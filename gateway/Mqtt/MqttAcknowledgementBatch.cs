using Nanofleet.Mqtt.Flow;

namespace Nanofleet.Mqtt;

/// <summary>
/// Acknowledges many messages together: their answers are written as each is completed, in the order of receipt as
/// ever, and sent with one call per connection. For one thread; use it again and again, it allocates nothing then.
/// </summary>
public sealed class MqttAcknowledgementBatch
{
    private readonly List<IDeferringAcknowledger> _unsent = [];

    /// <summary>As <see cref="MqttAcknowledgement.Complete"/>; the answer may wait for <see cref="Send"/>.</summary>
    public void Complete(in MqttAcknowledgement message, MqttReasonCode reason = MqttReasonCode.Success)
    {
        if (message.Owner is not IDeferringAcknowledger owner) message.Complete(reason);
        else if (owner.CompleteUnsent(message.Token, reason)) _unsent.Add(owner);
    }

    /// <summary>Sends what was completed since the last time.</summary>
    public void Send()
    {
        foreach (var owner in _unsent) owner.SendAnswers();
        _unsent.Clear();
    }
}
