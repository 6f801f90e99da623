namespace Nanofleet.Gateway.Health;

/// <summary>Answer of <c>GET /healthz</c> to strangers.</summary>
/// <param name="Status">ok or failing.</param>
public sealed record HealthWord(string Status);
