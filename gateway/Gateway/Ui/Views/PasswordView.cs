namespace Nanofleet.Gateway.Ui.Views;

/// <summary>The form behind a link that works once.</summary>
/// <param name="Address">Where it is sent.</param>
/// <param name="MayName">Whether the name is chosen here, too.</param>
public sealed record PasswordView(string Title, string Text, string Address, string Code, string? Name, bool MayName, IReadOnlyList<string> Faults)
{
    public const string NotTheSame = "The two passwords are not the same.";

    public static PasswordView Setup(string code, string? name = null, IReadOnlyList<string>? faults = null) => new(
        "Set up this gateway", "You become its first admin. The link that brought you here works once.", "/setup", code, name, true, faults ?? []);

    public static PasswordView Welcome(string code, string name, IReadOnlyList<string>? faults = null) => new(
        $"Welcome, {name}", "Choose a password. The link that brought you here works once; whoever was signed in under this name is signed out.", "/welcome", code, name, false, faults ?? []);
}
