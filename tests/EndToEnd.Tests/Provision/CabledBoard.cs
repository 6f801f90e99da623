using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;
using Nanofleet.VirtualBoard.Serial;

namespace Nanofleet.EndToEnd.Tests.Provision;

/// <summary>A virtual board with the firmware and without settings, on a cable whose other end any program can open.</summary>
internal sealed class CabledBoard : IDisposable
{
    public const string Ssid = "workshop";
    public const string WifiPassword = "correct horse battery";

    private readonly PseudoTerminal _cable;

    public CabledBoard(string name = "blank")
    {
        Board = new Board(new BoardOptions { Name = name, WifiSsid = Ssid, WifiPassword = WifiPassword, Neighbours = ["next door"] });
        _cable = PseudoTerminal.Attach(Board.Serial("COM2"));
        VirtualFirmware.PowerOn(Board);
    }

    public Board Board { get; }

    public string Port => _cable.Path;

    public void Dispose()
    {
        _cable.Dispose();
        Board.Dispose();
    }
}
