namespace Nanofleet.Gateway.Health;

/// <param name="Problem">A sentence where it is not well.</param>
public sealed record HealthPart(bool Ok, string? Problem);
