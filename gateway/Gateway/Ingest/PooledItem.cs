using Nanofleet.Gateway.Ingest.FastPath;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>A message from the broker, in memory that served others before and will serve others again. <see cref="ItemPool"/> says when.</summary>
public sealed class PooledItem : IngestItem
{
    /// <summary>What a usual message needs at the most; larger memory is not kept.</summary>
    private const int KeptBytes = 1024;

    private const int KeptReadings = 32;

    private byte[] _payload = new byte[256];

    public PooledItem()
        : base(new DataInbound("", 0, null, 0, [], [], []), default, default) => Data = (DataInbound)Inbound;

    /// <summary>What the readings of a usual message are put into.</summary>
    public DataInbound Data { get; }

    public DeviceTopic Topic { get; private set; } = null!;

    /// <summary>Copies what the delivery only lends.</summary>
    /// <param name="replayed">See <see cref="RawMessage"/>.</param>
    public void Take(DeviceTopic topic, in MqttDelivery delivery, long arrivalMs, bool replayed)
    {
        var payload = delivery.Payload.Span;
        if (_payload.Length < payload.Length) _payload = new byte[payload.Length];
        payload.CopyTo(_payload);
        Topic = topic;
        Raw = new RawMessage(topic.Text, _payload.AsMemory(0, payload.Length), arrivalMs, replayed);
        Acknowledgement = delivery.Acknowledgement;
    }

    /// <summary>True when the message is a usual one: <see cref="Data"/> then says what is in it.</summary>
    public bool TryFill(UsualDataDecoder decoder) => decoder.TryDecode(Topic, _payload, Raw.Payload.Length, Raw.ArrivalMs, Data);

    public void Holds(Inbound inbound) => Inbound = inbound;

    /// <summary>Lets go of what the message held and the next one does not need.</summary>
    public void Clear()
    {
        if (_payload.Length > KeptBytes) _payload = [];
        if (Data.Readings.Capacity > KeptReadings) Data.Readings.Capacity = 0;
        Data.Readings.Clear();
        (Inbound, Acknowledgement, Data.Clock) = (Data, default, null);
    }
}
