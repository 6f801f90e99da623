using System.CommandLine;
using Nanofleet.Load.Run;
using Nanofleet.Load.Storm;

namespace Nanofleet.Load.CommandLine;

/// <summary><c>storm</c>: virtual boards lose their broker at one moment.</summary>
internal static class StormCommand
{
    private const int Boards = 500;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(120);

    public static Command Make()
    {
        var boards = Values.Whole("--boards", $"Virtual boards, each with the whole firmware and threads of its own. [{Boards}]", 1, 2000);
        var away = Values.Time("--away", $"How long the broker is away, at least a second. [{Away.TotalSeconds:0}s]");
        var svg = new Option<FileInfo?>("--svg") { Description = "Writes the plot into this file." };
        var command = new Command("storm", "Lets virtual boards lose their broker at one moment, and holds their attempts to connect in each second against what full jitter promises.") { boards, away, svg };
        command.Validators.Add(result =>
        {
            if (result.GetValue(away) < TimeSpan.FromSeconds(1)) result.AddError("--away: must be at least one second, for instance --away 120s.");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new StormOptions { Boards = (int)(parsed.GetValue(boards) ?? Boards), Away = parsed.GetValue(away) ?? Away, SvgFile = parsed.GetValue(svg)?.FullName };
            var result = await new StormRun(options, Console.Out).RunAsync(cancel);
            await Console.Out.WriteLineAsync(StormTable.Text(result));
            if (options.SvgFile is { } file) await WriteAsync(file, StormPlot.Svg(result));
            return result.IsGood ? Runner.Good : Runner.LostOrTwice;
        });
        return command;
    }

    private static async Task WriteAsync(string file, string svg)
    {
        try
        {
            await File.WriteAllTextAsync(file, svg);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"--svg {file}: cannot be written ({e.Message})", e);
        }
    }
}
