namespace Nanofleet.Gateway.Security.People;

/// <summary>Who tries to come in, and from where.</summary>
/// <param name="NormalName">The name that was typed, whether there is such a person or not.</param>
/// <param name="KnownBrowser">What names the browser, where this person has signed in with it before.</param>
internal readonly record struct SignInAttempt(string NormalName, string Address, string? KnownBrowser);
