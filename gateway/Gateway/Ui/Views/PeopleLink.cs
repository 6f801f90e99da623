namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A link that was just made; it is shown now and never again.</summary>
public sealed record PeopleLink(string Name, Uri Address);
