namespace Nanofleet.Gateway.Ingest;

/// <summary>A message as the broker handed it over.</summary>
/// <param name="Payload">Unchanged until the message is committed and answered; what must live longer copies it.</param>
/// <param name="Replayed">It was retained before the gateway subscribed: it tells a state, but not that anybody is alive.</param>
public readonly record struct RawMessage(string Topic, ReadOnlyMemory<byte> Payload, long ArrivalMs, bool Replayed);
