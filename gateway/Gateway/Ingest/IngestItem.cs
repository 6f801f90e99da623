using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>A decoded message between its sender and the database, with the answer that the sender waits for.</summary>
/// <param name="Acknowledgement">For MQTT: that it is safe.</param>
/// <param name="Told">For HTTP and replay: what became of it; null for MQTT.</param>
public sealed record IngestItem(Inbound Inbound, RawMessage Raw, MqttAcknowledgement Acknowledgement, TaskCompletionSource<Outcome>? Told = null)
{
    /// <summary>What an item takes beside its payload: the record, its texts and rows.</summary>
    private const int Overhead = 512;

    /// <summary>What it counts for against the limit of the queue.</summary>
    public int Bytes => Math.Max(Raw.Payload.Length, (Inbound as DataInbound)?.Payload?.Length ?? 0) + Overhead; // unpacked it may be the larger

    /// <summary>For a sender that is no MQTT connection.</summary>
    public static IngestItem Of(Inbound inbound, in RawMessage raw) =>
        new(inbound, raw, default, new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>It is committed, with this outcome.</summary>
    public void Complete(Outcome outcome)
    {
        Acknowledgement.Complete();
        Told?.TrySetResult(outcome);
    }

    /// <summary>Neither it nor a quarantine row of it could be stored.</summary>
    public void Fail()
    {
        Acknowledgement.Complete(MqttReasonCode.ImplementationSpecificError);
        Told?.TrySetException(new StoreUnavailableException("The database refused the message and a quarantine row of it."));
    }
}
