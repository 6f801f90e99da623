using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.EndToEnd.Tests.Boards;

/// <summary>
/// A virtual board whose serial console is watched: the firmware says there of every reading that it took,
/// before anything can happen to it. That is what the database is held against.
/// </summary>
internal sealed partial class WitnessedBoard : IDisposable
{
    private readonly ConcurrentDictionary<(string Boot, long Seq), byte> _taken = new();
    private readonly ConcurrentDictionary<string, int> _linkFaults = new();

    public WitnessedBoard(string name, int mqttPort, int intervalMs, int outboxCapacity = 1000, int? outboxFlashKb = null, string brokerHost = "127.0.0.1")
    {
        Name = name;
        Board = new Board(new BoardOptions { Name = name });
        Board.Console.LineWritten += (_, line) => Witness(line);
        VirtualFirmware.Configure(Board, new FirmwareSettings
        {
            DeviceId = name,
            BrokerHost = brokerHost,
            BrokerPort = mqttPort,
            IntervalMs = intervalMs,
            HeartbeatMs = 1000,
            OutboxCapacity = outboxCapacity,
            OutboxFlashKb = outboxFlashKb,
            LogLevel = "debug",
        });
    }

    public string Name { get; }

    public Board Board { get; }

    /// <summary>Every sequence number that the firmware took, by boot.</summary>
    public ILookup<string, long> Taken => _taken.Keys.ToLookup(key => key.Boot, key => key.Seq);

    /// <summary>Its firmware has said that it is online.</summary>
    public bool WasOnline { get; private set; }

    /// <summary>Why its link ended or did not come about, and how often.</summary>
    public IReadOnlyDictionary<string, int> LinkFaults => _linkFaults;

    public void PowerOn() => VirtualFirmware.PowerOn(Board);

    public void Dispose() => Board.Dispose();

    private void Witness(string line)
    {
        var taken = TakenLine().Match(line);
        if (taken.Success) _taken.TryAdd((taken.Groups["boot"].Value, long.Parse(taken.Groups["seq"].ValueSpan, CultureInfo.InvariantCulture)), 0);
        WasOnline |= line.Contains(" online, ", StringComparison.Ordinal);
        var fault = FaultLine().Match(line);
        if (fault.Success) _linkFaults.AddOrUpdate(fault.Groups["fault"].Value, 1, (_, before) => before + 1);
    }

    [GeneratedRegex(@"taken (?<boot>[0-9a-f]{8})/(?<seq>\d+)")]
    private static partial Regex TakenLine();

    [GeneratedRegex(@"^warning \d+ link: (?<fault>\w+)")]
    private static partial Regex FaultLine();
}
