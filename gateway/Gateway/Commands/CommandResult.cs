namespace Nanofleet.Gateway.Commands;

/// <param name="ResponseJson">The board's answer as it came, where there is one.</param>
/// <param name="Detail">A sentence where the command did not get through.</param>
public sealed record CommandResult(CommandOutcome Outcome, string RequestId, TimeSpan Duration, string? ResponseJson = null, string? Detail = null);
