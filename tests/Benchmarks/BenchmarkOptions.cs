using System.Diagnostics.CodeAnalysis;
using Nanofleet.Benchmarks.Scenarios;
using Nanofleet.Benchmarks.Store;

namespace Nanofleet.Benchmarks;

/// <summary>What the command line chooses; a scenario has its own default where a value is null.</summary>
internal sealed class BenchmarkOptions
{
    /// <summary>How often each peer is measured; peers take turns within a round.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>How long one measurement lasts.</summary>
    public TimeSpan Duration { get; private set; } = TimeSpan.FromSeconds(3);

    public int? Connections { get; private set; }
    public int? Window { get; private set; }

    /// <summary>Peers to measure; empty: all that are there.</summary>
    public IReadOnlyList<string> Only { get; private set; } = [];

    public static string Usage(IEnumerable<IScenario> scenarios) =>
        $"""
        usage: dotnet run -c Release --project tests/Benchmarks -- <scenario> [--rounds 5] [--seconds 3] [--connections n] [--window n] [--only nanofleet,mqttnet,mosquitto]

        scenarios:
          {"all",-10} every one of them
          {StoreVerb.Name,-10} what a commit costs by itself, on a database of its own: not part of all, with options of its own
        {string.Join('\n', scenarios.Select(scenario => $"  {scenario.Name,-10} {scenario.Description}"))}
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out BenchmarkOptions? options, out string? fault)
    {
        options = new BenchmarkOptions();
        fault = null;
        for (var i = 0; i < args.Length && fault is null; i += 2)
        {
            if (i + 1 == args.Length) fault = $"{args[i]} needs a value";
            else if (!options.TrySet(args[i], args[i + 1])) fault = $"'{args[i]} {args[i + 1]}' is not understood";
        }
        return true;
    }

    private bool TrySet(string name, string value)
    {
        if (name == "--only") Only = value.Split(',');
        if (name == "--only") return true;
        if (!int.TryParse(value, out var number) || number < 1) return false;
        switch (name)
        {
            case "--rounds": Rounds = number; return true;
            case "--seconds": Duration = TimeSpan.FromSeconds(number); return true;
            case "--connections": Connections = number; return true;
            case "--window": Window = number; return true;
            default: return false;
        }
    }
}
