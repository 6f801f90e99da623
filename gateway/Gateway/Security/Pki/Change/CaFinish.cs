namespace Nanofleet.Gateway.Security.Pki.Change;

/// <summary>What came of finishing a change of the CA.</summary>
/// <param name="IsDone">False with nobody waiting: no change is under way.</param>
/// <param name="Waiting">Boards that do not trust the new CA yet.</param>
public sealed record CaFinish(bool IsDone, IReadOnlyList<string> Waiting);
