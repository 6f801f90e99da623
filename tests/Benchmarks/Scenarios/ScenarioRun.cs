using Nanofleet.Benchmarks.Peers;
using Nanofleet.Benchmarks.Report;

namespace Nanofleet.Benchmarks.Scenarios;

/// <summary>Runs a scenario: all peers stand ready, then they are measured in turns, so that whatever else the machine does meets them alike.</summary>
internal static class ScenarioRun
{
    public static async Task RunAsync(IScenario scenario, BenchmarkOptions options)
    {
        Console.WriteLine($"## {scenario.Name}: {scenario.Description}");
        var table = new ResultTable(scenario.Metrics);
        var measured = new List<(Peer Peer, IMeasuredPeer Ready)>();
        try
        {
            foreach (var peer in scenario.Peers.Where(peer => options.Only.Count == 0 || options.Only.Contains(peer.Name)))
            {
                if (peer.MissingReason is { } reason) Console.WriteLine($"without {peer.Name}: {reason}");
                else measured.Add((peer, await scenario.PrepareAsync(peer, options)));
            }
            if (!scenario.IsMeasuredOnce) foreach (var (_, ready) in measured) await ready.MeasureAsync(options.Duration); // the first time warms it up and does not count
            for (var round = 0; round < (scenario.IsMeasuredOnce ? 1 : options.Rounds); round++)
            {
                foreach (var (peer, ready) in measured) table.Add(peer.Name, await ready.MeasureAsync(options.Duration));
            }
        }
        finally
        {
            if (!scenario.IsMeasuredOnce) foreach (var (_, ready) in measured) await ready.DisposeAsync();
        }
        Console.WriteLine();
        Console.WriteLine(table);
    }
}
