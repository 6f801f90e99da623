using Nanofleet.Gateway.Security.People;

namespace Nanofleet.Gateway.Ui.Views;

/// <summary>The form that invites somebody, as it was filled in where it has to be mended.</summary>
public sealed record Invitation(string Name = "", Role Role = Role.Viewer);
