using Nanofleet.Mqtt;

namespace Nanofleet.Fuzz.Targets;

/// <summary>A host that keeps every message's acknowledgement until the case lets go of it, in any order.</summary>
internal sealed class HoldingHost(Random random) : IMqttReceiver
{
    private readonly List<MqttAcknowledgement> _held = [];

    /// <summary>Messages received, by what their payload begins with.</summary>
    public Dictionary<long, int> Received { get; } = [];

    public bool HoldsAny => _held.Count > 0;

    public ValueTask ReceiveAsync(MqttDelivery delivery, CancellationToken cancel)
    {
        if (delivery.Payload.Length >= sizeof(long))
        {
            var number = BitConverter.ToInt64(delivery.Payload.Span);
            Received[number] = Received.GetValueOrDefault(number) + 1;
        }
        _ = delivery.Properties.UserProperties;
        _held.Add(delivery.Acknowledgement);
        return default;
    }

    /// <summary>Lets go of one; a refusal is only for cases that expect one.</summary>
    public void CompleteOne(bool mayRefuse)
    {
        if (_held.Count == 0) return;
        var at = random.Next(_held.Count);
        var acknowledgement = _held[at];
        _held.RemoveAt(at);
        var reason = mayRefuse && random.Next(4) == 0 ? MqttReasonCode.QuotaExceeded : MqttReasonCode.Success;
        acknowledgement.Complete(reason);
        if (random.Next(8) == 0) acknowledgement.Complete(); // once too often does nothing
    }
}
