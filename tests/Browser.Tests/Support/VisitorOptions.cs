namespace Nanofleet.Browser.Tests.Support;

/// <summary>What kind of browser a visitor has.</summary>
public sealed record VisitorOptions(int Width = 1200, bool Script = true, bool Dark = false, bool SignedIn = true);
