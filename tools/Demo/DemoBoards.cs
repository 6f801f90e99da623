using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Demo;

/// <summary>The virtual boards: each has a DHT22, a light sensor and an LED, and runs the firmware as it is flashed.</summary>
internal sealed class DemoBoards : IDisposable
{
    private static readonly string[] Places = ["greenhouse", "cellar", "roof", "workshop", "garage", "attic"];

    private readonly List<Board> _boards = [];

    public static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => i < Places.Length ? Places[i] : $"board-{i + 1}");

    /// <summary>Writes each board's settings to its flash and gives it power.</summary>
    public void Start(int count, int mqttPort)
    {
        foreach (var name in Names(count))
        {
            var board = new Board(new BoardOptions { Name = name });
            VirtualFirmware.Configure(board, new FirmwareSettings { DeviceId = name, BrokerPort = mqttPort, IntervalMs = 1000, HeartbeatMs = 5000 });
            _boards.Add(board);
            VirtualFirmware.PowerOn(board);
        }
    }

    public void Dispose()
    {
        foreach (var board in _boards) board.Dispose();
    }
}
