namespace Nanofleet.Gateway.Ui.Views;

/// <param name="Name">What was typed before, to be mended.</param>
/// <param name="ReturnUrl">Where to go then; checked when it is used.</param>
public sealed record SignInView(string? Name = null, string? ReturnUrl = null, string? Fault = null, string? Notice = null);
