namespace Nanofleet.VirtualBoard.Serial;

/// <summary>The serial ports of one board. COM1 of a classic ESP32 belongs to the debugger: the application cannot open it.</summary>
internal sealed class SerialPorts(Board board)
{
    internal static readonly string[] Names = ["COM2", "COM3"];

    private readonly Dictionary<string, SerialLine> _lines = Names.ToDictionary(n => n, _ => new SerialLine(board));

    internal SerialLine Line(string port) =>
        _lines.TryGetValue(port, out var line) ? line : throw new ArgumentException($"The application has no serial port '{port}'.");
}
