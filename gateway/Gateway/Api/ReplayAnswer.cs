namespace Nanofleet.Gateway.Api;

/// <summary>Answer of <c>POST /api/quarantine/{id}/replay</c>.</summary>
/// <param name="Outcome">stored, duplicate, ignored or refused.</param>
/// <param name="Reason">Why it stays where it is refused again, with <paramref name="Sentence"/>; null where it is gone.</param>
public sealed record ReplayAnswer(long Id, string Outcome, string? Reason, string? Sentence);
