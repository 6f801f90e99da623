using System.Text.Json;

namespace Nanofleet.Nanoff;

/// <summary>The Wi-Fi in a board's configuration block.</summary>
/// <param name="Ssid">Its name.</param>
/// <param name="Password">Its password; null for an open network.</param>
public sealed record BoardNetwork(string Ssid, string? Password)
{
    /// <inheritdoc/>
    public override string ToString() => $"BoardNetwork {Ssid}"; // never the password
}

/// <summary>
/// Writes Wi-Fi settings into the board's configuration block. Alone, this makes nanoff say first that no operation was
/// performed, and then do it: so it must have been confirmed. Certificates go as files: nanoff 2.5 fails on those of its
/// network deployment for every ESP32 (E2003), and the firmware reads its own from a file.
/// </summary>
public static class NetworkDeployment
{
    private const string Confirmed = "Updating wireless configuration...OK";

    /// <exception cref="NanoffException">The board did not take it.</exception>
    public static async Task WriteAsync(NanoffTool nanoff, string port, BoardNetwork network, CancellationToken cancel = default)
    {
        var wireless = new { network.Ssid, Password = network.Password ?? "", Authentication = network.Password is null ? "Open" : "WPA2", Encryption = network.Password is null ? "None" : "WPA2" };
        using var folder = new SecretFolder();
        var configuration = folder.Write(JsonSerializer.SerializeToUtf8Bytes(new { SerialPort = port, WirelessClient = wireless }), ".json");
        var lines = await nanoff.RunAsync(NanoffCall.Network(configuration), cancel);
        if (!lines.Any(line => line.Trim().Equals(Confirmed, StringComparison.Ordinal)))
            throw new NanoffException("The board did not take the Wi-Fi settings, though nanoff ended without a fault.", "unplug the board and plug it in again, then try again.");
    }
}
