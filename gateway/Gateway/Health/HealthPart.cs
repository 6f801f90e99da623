namespace Nanofleet.Gateway.Health;

/// <param name="Problem">A sentence where it is not well, or will not be for long.</param>
public sealed record HealthPart(bool Ok, string? Problem);
