using System.CommandLine;
using Nanofleet.Load.Peers;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.CommandLine;

/// <summary><c>compare</c>: the gateway and others behind Mosquitto, in turns.</summary>
internal static class CompareCommand
{
    private const int Rounds = 3;
    private const int UnderWay = 3000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    public static Command Make()
    {
        var names = Contestant.All.Select(contestant => contestant.Name).ToArray();
        var rounds = Values.Whole("--rounds", $"How often each is measured; they take turns, and medians are shown. [{Rounds}]", 1, 100);
        var seconds = Values.Time("--seconds", $"How long messages are sent each time. [{Duration.TotalSeconds:0}s]");
        var underWay = Values.Whole("--under-way", $"Messages that may be sent and not yet be stored. [{UnderWay}]", 1, 1_000_000);
        var only = new Option<string?>("--only") { Description = $"Some of {string.Join(",", names)}." };
        only.Validators.Add(result =>
        {
            foreach (var name in Split(result.GetValueOrDefault<string?>()).Except(names)) result.AddError($"--only {name}: is none of {string.Join(", ", names)}.");
        });
        var command = new Command("compare", "Measures the gateway, a client that does nothing, and subscribers as one often meets them, behind Mosquitto in turns.") { rounds, seconds, underWay, only };
        command.SetAction(async (parsed, cancel) =>
        {
            var chosen = parsed.GetValue(only) is { } some ? Contestant.All.Where(contestant => Split(some).Contains(contestant.Name)) : Contestant.All;
            var options = new LoadOptions { Duration = parsed.GetValue(seconds) ?? Duration, WarmUp = WarmUp, UnderWay = (int)(parsed.GetValue(underWay) ?? UnderWay) };
            var good = await new Comparison([.. chosen], options, (int)(parsed.GetValue(rounds) ?? Rounds), Console.Out).RunAsync(cancel);
            return good ? Runner.Good : Runner.LostOrTwice;
        });
        return command;
    }

    private static string[] Split(string? names) => (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
