namespace Nanofleet.Gateway.Ui.Views;

/// <summary>The form that makes a key, as it was filled in where it has to be mended.</summary>
/// <param name="Days">As typed.</param>
/// <param name="Scopes">Words such as read and upload.</param>
public sealed record KeyForm(string Name, string Days, IReadOnlyList<string?> Scopes)
{
    public static KeyForm Empty { get; } = new("", "365", []);
}
