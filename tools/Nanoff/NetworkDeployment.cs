using System.Text.Json;

namespace Nanofleet.Nanoff;

/// <summary>What goes into a board's configuration block, beside its files.</summary>
/// <param name="Ssid">The Wi-Fi's name; null leaves the Wi-Fi as it is.</param>
/// <param name="Password">Its password; null for an open network.</param>
/// <param name="CaCertificates">PEM of the certificates that the board shall trust; null leaves them as they are.</param>
public sealed record BoardNetwork(string? Ssid, string? Password, string? CaCertificates)
{
    /// <inheritdoc/>
    public override string ToString() => $"BoardNetwork {Ssid}"; // never the password
}

/// <summary>
/// Writes Wi-Fi settings and certificates into the board's configuration. Alone, this makes nanoff say first that no
/// operation was performed, and then do it: so each part must have been confirmed.
/// </summary>
public static class NetworkDeployment
{
    /// <exception cref="NanoffException">Names what the board did not take.</exception>
    public static async Task WriteAsync(NanoffTool nanoff, string port, BoardNetwork network, CancellationToken cancel = default)
    {
        var wireless = network.Ssid is null ? null : new { network.Ssid, Password = network.Password ?? "", Authentication = network.Password is null ? "Open" : "WPA2", Encryption = network.Password is null ? "None" : "WPA2" };
        var certificates = network.CaCertificates is null ? null : Convert.ToBase64String([.. System.Text.Encoding.UTF8.GetBytes(network.CaCertificates), 0]); // PEM on the board ends with a zero
        using var folder = new SecretFolder();
        var configuration = folder.Write(JsonSerializer.SerializeToUtf8Bytes(new { SerialPort = port, WirelessClient = wireless, CACertificates = certificates }), ".json");
        var lines = await nanoff.RunAsync(NanoffCall.Network(configuration), cancel);
        var missing = new List<string>();
        if (wireless is not null && !IsConfirmed(lines, "Updating wireless configuration...")) missing.Add("the Wi-Fi settings");
        if (certificates is not null && !IsConfirmed(lines, "Updating client certificates...")) missing.Add("the certificates"); // nanoff calls those of the CA by this name, too
        if (missing.Count > 0)
            throw new NanoffException($"The board did not take {string.Join(" and ", missing)}, though nanoff ended without a fault.", "unplug the board and plug it in again, then try again.");
    }

    private static bool IsConfirmed(IReadOnlyList<string> lines, string what) => lines.Any(line => line.Trim().Equals(what + "OK", StringComparison.Ordinal));
}
