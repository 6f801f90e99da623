using Nanofleet.Load.Run;

namespace Nanofleet.Load.Peers;

/// <summary>Measures all contestants in turns, each behind a Mosquitto that is set up alike, and tells medians.</summary>
internal sealed class Comparison(IReadOnlyList<Contestant> contestants, LoadOptions options, int rounds, TextWriter output)
{
    /// <returns>False when somebody lost or doubled something.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var results = new Dictionary<Contestant, List<LoadResult>>();
        foreach (var contestant in contestants)
        {
            if (await contestant.MissingReasonAsync() is { } reason) await output.WriteLineAsync($"without {contestant.Name}: {reason}");
            else results.Add(contestant, []);
        }

        for (var round = 1; round <= rounds && !stop.IsCancellationRequested; round++)
        {
            foreach (var (contestant, measured) in results)
            {
                if (stop.IsCancellationRequested) break;
                await using var target = await contestant.StartAsync();
                var result = await new LoadRun(options, target, TextWriter.Null).RunAsync(stop);
                measured.Add(result);
                await output.WriteLineAsync(ComparisonTable.Line(round, contestant, result));
            }
        }

        await output.WriteLineAsync($"\n{ComparisonTable.Of(results)}");
        return results.Values.All(measured => measured.TrueForAll(result => result.IsGood));
    }
}
