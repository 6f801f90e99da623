using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Ingest;

/// <summary>A decoded message between broker and database, with the answer that its sender waits for.</summary>
public sealed record IngestItem(Inbound Inbound, RawMessage Raw, MqttAcknowledgement Acknowledgement)
{
    /// <summary>What an item takes beside its payload: the record, its texts and rows.</summary>
    private const int Overhead = 512;

    /// <summary>What it counts for against the limit of the queue.</summary>
    public int Bytes => Raw.Payload.Length + Overhead;
}
