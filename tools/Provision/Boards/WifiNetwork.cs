namespace Nanofleet.Provision.Boards;

/// <summary>The network that a board shall join.</summary>
/// <param name="Password">Empty for an open one.</param>
internal sealed record WifiNetwork(string Ssid, string Password)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => $"\"{Ssid}\"";
}
