namespace Nanofleet.Provision.Run;

/// <summary>A board that is done.</summary>
/// <param name="Mac">Null where it is not known.</param>
internal sealed record Provisioned(string DeviceId, string? Mac);
