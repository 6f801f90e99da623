using System.Text;

namespace Nanofleet.Provision.Boards;

/// <summary>The network that a board shall join.</summary>
/// <param name="Password">Empty for an open one.</param>
internal sealed record WifiNetwork(string Ssid, string Password)
{
    private const int ShortestPassword = 8; // bytes, of WPA2
    private const int LongestPassword = 64;

    /// <summary>What is wrong with a password, without showing it; null for nothing.</summary>
    public static string? FaultOf(string password) => Encoding.UTF8.GetByteCount(password) is var length and not 0 and (< ShortestPassword or > LongestPassword)
        ? $"the password has {length} {(length == password.Length ? "characters" : "bytes")}, WPA2 wants {ShortestPassword} to {LongestPassword}; an open network has an empty one" : null;

    /// <summary>Never the password.</summary>
    public override string ToString() => $"\"{Ssid}\"";
}
