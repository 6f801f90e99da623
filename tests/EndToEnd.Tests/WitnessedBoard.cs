using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>
/// A virtual board whose serial console is watched: the firmware says there of every reading that it took,
/// before anything can happen to it. That is what the database is held against.
/// </summary>
internal sealed partial class WitnessedBoard : IDisposable
{
    private readonly ConcurrentDictionary<(string Boot, long Seq), byte> _taken = new();

    public WitnessedBoard(string name, int mqttPort, int intervalMs, int outboxCapacity = 1000)
    {
        Name = name;
        Board = new Board(new BoardOptions { Name = name });
        Board.Console.LineWritten += (_, line) => Witness(line);
        VirtualFirmware.Configure(Board, new FirmwareSettings
        {
            DeviceId = name,
            BrokerPort = mqttPort,
            IntervalMs = intervalMs,
            HeartbeatMs = 1000,
            OutboxCapacity = outboxCapacity,
            LogLevel = "debug",
        });
    }

    public string Name { get; }

    public Board Board { get; }

    /// <summary>Every sequence number that the firmware took, by boot.</summary>
    public ILookup<string, long> Taken => _taken.Keys.ToLookup(key => key.Boot, key => key.Seq);

    public void PowerOn() => VirtualFirmware.PowerOn(Board);

    public void Dispose() => Board.Dispose();

    private void Witness(string line)
    {
        var match = TakenLine().Match(line);
        if (match.Success) _taken.TryAdd((match.Groups["boot"].Value, long.Parse(match.Groups["seq"].ValueSpan, CultureInfo.InvariantCulture)), 0);
    }

    [GeneratedRegex(@"taken (?<boot>[0-9a-f]{8})/(?<seq>\d+)")]
    private static partial Regex TakenLine();
}
