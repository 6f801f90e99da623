using Nanofleet.Load.Report;
using Nanofleet.Load.Run;

namespace Nanofleet.Load.CommandLine;

/// <summary>From the checked command line to the exit code.</summary>
internal static class Runner
{
    public const int Good = 0;
    public const int LostOrTwice = 1;
    public const int WrongArguments = 2;
    public const int NotPossible = 3;

    public static async Task<int> RunAsync(LoadOptions options, Func<Task<Target>> start, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux()) throw new LoadException("the generator and its figures of CPU and memory need Linux");
        await using var target = await start();
        var result = await new LoadRun(options, target, Console.Out).RunAsync(stop);
        await Console.Out.WriteLineAsync(Summary.Text(result));
        if (options.Json) await Console.Out.WriteLineAsync(Summary.Json(result));
        return result.IsGood ? Good : LostOrTwice;
    }
}
