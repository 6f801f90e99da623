using System.Collections.Concurrent;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Load.Storm;

/// <summary>Boards with the firmware as it is flashed, that say when they are online and when they are not.</summary>
internal sealed class StormFleet : IDisposable
{
    // So that starting them is no storm by itself.
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Board[] _boards;
    private readonly ConcurrentDictionary<Board, byte> _online = new();

    public StormFleet(int boards, int mqttPort) => _boards = [.. Enumerable.Range(1, boards).Select(n => Make($"board-{n}", mqttPort))];

    public int Count => _boards.Length;

    public int Online => _online.Count;

    /// <summary>Returns when all are online.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        foreach (var board in _boards)
        {
            VirtualFirmware.PowerOn(board);
            await Task.Delay(BetweenStarts, cancel);
        }

        await UntilAllAreOnlineAsync(cancel);
    }

    public async Task UntilAllAreOnlineAsync(CancellationToken cancel)
    {
        while (Online < Count) await Task.Delay(Poll, cancel);
    }

    public void Dispose()
    {
        foreach (var board in _boards) board.Dispose();
    }

    private Board Make(string name, int mqttPort)
    {
        var board = new Board(new BoardOptions { Name = name, ConsoleLines = 20 });
        board.Console.LineWritten += Hear;
        // They take little: what is looked at is how they connect.
        VirtualFirmware.Configure(board, new FirmwareSettings { DeviceId = name, BrokerPort = mqttPort, IntervalMs = 60_000, HeartbeatMs = 600_000 });
        return board;
    }

    private void Hear(Board board, string line)
    {
        if (line.Contains(" online, ", StringComparison.Ordinal)) _online.TryAdd(board, 0);
        else if (line.Contains(" link: ", StringComparison.Ordinal)) _online.TryRemove(board, out _);
    }
}
