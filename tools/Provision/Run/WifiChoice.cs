using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Improv;

namespace Nanofleet.Provision.Run;

/// <summary>Lets a person choose among the networks that the board hears.</summary>
internal sealed class WifiChoice(ITerminal terminal, Progress progress)
{
    private const int Weak = -80; // dBm, below which messages get lost often

    private const int Shown = 9;

    /// <param name="heard">Null where the board cannot listen.</param>
    public async Task<WifiNetwork> ChooseAsync(IReadOnlyList<WifiHeard>? heard, CancellationToken cancel)
    {
        if (heard is null || heard.Count == 0 || !terminal.IsInteractive)
            throw new ProvisionException(ExitCodes.WrongArguments, $"Which Wi-Fi the board shall join is not said.{(heard is null ? "" : $" It hears {List(heard)}.")}", "Name it with --wifi-ssid, and the file of its password with --wifi-password-file.");
        progress.Break();
        for (var i = 0; i < heard.Count && i < Shown; i++) terminal.Out.WriteLine($"  {i + 1}  {heard[i].Ssid} ({heard[i].Rssi} dBm{(heard[i].NeedsPassword ? "" : ", open")})");
        while (await terminal.AskAsync("Which of them?", cancel) is { } answer)
        {
            if (!int.TryParse(answer, out var number) || number < 1 || number > Math.Min(heard.Count, Shown)) continue;
            var network = heard[number - 1];
            return network.NeedsPassword ? await AskPasswordAsync(network.Ssid, terminal, cancel) : new WifiNetwork(network.Ssid, "");
        }

        throw new ProvisionException(ExitCodes.WrongArguments, "No network was chosen.", "Name it with --wifi-ssid.");
    }

    /// <summary>Asks for the password of a network until it can be one; at the end of the input it is empty.</summary>
    public static async Task<WifiNetwork> AskPasswordAsync(string ssid, ITerminal terminal, CancellationToken cancel)
    {
        while (true)
        {
            var password = await terminal.AskSecretAsync($"Password of \"{ssid}\" (empty for an open network):", cancel) ?? "";
            if (WifiNetwork.FaultOf(password) is not { } fault) return new WifiNetwork(ssid, password);
            terminal.Out.WriteLine($"Once more: {fault}.");
        }
    }

    /// <summary>What speaks against this network before it is tried; null for nothing.</summary>
    public static string? Doubt(WifiNetwork wifi, IReadOnlyList<WifiHeard> heard) => heard.FirstOrDefault(network => network.Ssid == wifi.Ssid) switch
    {
        null => $"warning: the board does not hear {wifi}, but {List(heard)}; it is tried all the same, for it may be hidden. An ESP32 hears 2.4 GHz only",
        { Rssi: < Weak } weak => $"warning: {wifi} is weak where the board is ({weak.Rssi} dBm)",
        _ => null,
    };

    public static string List(IReadOnlyList<WifiHeard> heard) =>
        heard.Count == 0 ? "none at all" : string.Join(", ", heard.Take(Shown).Select(network => $"\"{network.Ssid}\"")) + (heard.Count > Shown ? " and others" : "");
}
