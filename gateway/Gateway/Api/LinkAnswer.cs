namespace Nanofleet.Gateway.Api;

/// <summary>A link that lets somebody in once; nobody can ask for the same again.</summary>
/// <param name="Name">Whom it is for; null: for whoever becomes the first admin.</param>
public sealed record LinkAnswer(string? Name, string Link);
