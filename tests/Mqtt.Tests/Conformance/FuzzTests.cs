using Nanofleet.Fuzz;

namespace Nanofleet.Mqtt.Tests.Conformance;

/// <summary>The fuzzers for some seconds each, and what they once found; tests/Fuzz runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Targets => [.. FuzzRun.Targets.Select(target => target.Name)];

    public static TheoryData<string, int> Seeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (target, seed) in SeedList.Read()) data.Add(target, seed);
            return data;
        }
    }

    [Theory, MemberData(nameof(Targets))]
    public async Task Nothing_is_found_in_some_seconds(string target)
    {
        var run = Run(target);

        var finding = await Task.Factory.StartNew(
            () => run.RunFor(Time, Environment.TickCount, reportEvery: TimeSpan.FromSeconds(1)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // the thread pool is for the other tests

        Assert.True(finding is null, finding?.ToString());
        Assert.True(run.Executions > 100, $"only {run.Executions} cases");
        Assert.True(run.Coverage.Packets.Count > 10, string.Join(", ", run.Coverage.Packets.Keys));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void What_was_found_once_is_not_found_again(string target, int seed)
    {
        var finding = Run(target).RunOne(seed);

        Assert.True(finding is null, finding?.ToString());
    }

    private static FuzzRun Run(string target) => new(FuzzRun.Targets.Single(one => one.Name == target));
}
