namespace Nanofleet.Gateway.Ingest;

/// <summary>A message as the broker handed it over.</summary>
/// <param name="Payload">Owned by this message: it lives as long as it may be needed for quarantine.</param>
/// <param name="Replayed">It was retained before the gateway subscribed: it tells a state, but not that anybody is alive.</param>
public readonly record struct RawMessage(string Topic, byte[] Payload, long ArrivalMs, bool Replayed);
