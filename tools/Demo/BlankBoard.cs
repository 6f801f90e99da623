using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;
using Nanofleet.VirtualBoard.Serial;

namespace Nanofleet.Demo;

/// <summary>A virtual board as it comes from the flashing tool: firmware and no settings. Its serial port has a path on this machine.</summary>
internal sealed class BlankBoard : IDisposable
{
    /// <summary>In which tools/Provision looks for the password of the Wi-Fi.</summary>
    public const string PasswordVariable = "NANOFLEET_WIFI_PASSWORD";

    private readonly Board _board;
    private readonly PseudoTerminal _terminal;

    private BlankBoard(Board board, PseudoTerminal terminal) => (_board, _terminal) = (board, terminal);

    public string Port => _terminal.Path;

    public static string Ssid => new BoardOptions().WifiSsid;

    public static string WifiPassword => new BoardOptions().WifiPassword;

    /// <summary>Writes which pins its DHT22 and its LED are on, for --settings of tools/Provision.</summary>
    /// <returns>The file's path.</returns>
    public static string WritePins(string folder)
    {
        var wired = new FirmwareSettings();
        var file = Path.Combine(folder, "pins.json");
        File.WriteAllText(file, $$"""{ "dht_echo_pin": {{wired.DhtEchoPin}}, "dht_trigger_pin": {{wired.DhtTriggerPin}}, "led_pin": {{wired.LedPin}} }""");
        return file;
    }

    public static BlankBoard Start()
    {
        var board = new Board(new BoardOptions { Name = "blank", Neighbours = ["next door"], WifiJoinTime = TimeSpan.FromSeconds(2) });
        var terminal = PseudoTerminal.Attach(board.Serial("COM2"));
        VirtualFirmware.PowerOn(board);
        return new BlankBoard(board, terminal);
    }

    public void Dispose()
    {
        _terminal.Dispose();
        _board.Dispose();
    }
}
