namespace Nanofleet.Gateway.Ui.Views;

/// <summary>A key that was just made; it is shown now and never again.</summary>
public sealed record NewKey(string Name, string Key);
