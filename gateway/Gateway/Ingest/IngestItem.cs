using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>A decoded message between its sender and the database, with the answer that the sender waits for.</summary>
public class IngestItem
{
    /// <summary>What an item takes beside its payload: the object, its texts and rows.</summary>
    private const int Overhead = 512;

    /// <param name="acknowledgement">For MQTT: that it is safe.</param>
    public IngestItem(Inbound inbound, in RawMessage raw, MqttAcknowledgement acknowledgement) => (Inbound, Raw, Acknowledgement) = (inbound, raw, acknowledgement);

    public Inbound Inbound { get; private protected set; }

    public RawMessage Raw { get; private protected set; }

    public MqttAcknowledgement Acknowledgement { get; private protected set; }

    /// <summary>For HTTP and replay: what became of it; null for MQTT.</summary>
    public TaskCompletionSource<Outcome>? Told { get; private init; }

    /// <summary>What it counts for against the limit of the queue.</summary>
    public int Bytes => Math.Max(Raw.Payload.Length, (Inbound as DataInbound)?.Payload?.Length ?? 0) + Overhead; // unpacked it may be the larger

    /// <summary>For a sender that is no MQTT connection.</summary>
    public static IngestItem Of(Inbound inbound, in RawMessage raw) =>
        new(inbound, raw, default) { Told = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously) };

    /// <summary>The same message and the same sender, with something else to store.</summary>
    public IngestItem As(Inbound inbound) => new(inbound, Raw, Acknowledgement) { Told = Told };

    /// <summary>It is committed, with this outcome. The answer to an MQTT connection may wait for those beside it.</summary>
    public void Complete(Outcome outcome, MqttAcknowledgementBatch answers)
    {
        answers.Complete(Acknowledgement);
        Told?.TrySetResult(outcome);
    }

    /// <summary>For who waits for its outcome: there is none for now.</summary>
    public void GiveBack(StoreUnavailableException cause) => Told?.TrySetException(cause);

    /// <summary>Neither it nor a quarantine row of it could be stored.</summary>
    public void Fail()
    {
        Acknowledgement.Complete(MqttReasonCode.ImplementationSpecificError);
        Told?.TrySetException(new StoreUnavailableException("The database refused the message and a quarantine row of it."));
    }
}
