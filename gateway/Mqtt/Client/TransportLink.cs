namespace Nanofleet.Mqtt.Client;

/// <summary>A way to the broker that stands, and what is worth saying should the broker end it at once.</summary>
internal sealed record TransportLink(Stream Stream, string? Hint = null);
