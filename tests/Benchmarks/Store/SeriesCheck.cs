using System.Diagnostics;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Benchmarks.Store;

/// <summary>How long a year of one sensor takes to read, as the page asks for it.</summary>
internal static class SeriesCheck
{
    private const int Rounds = 9;
    private const int Points = 1000;

    public static async Task RunAsync(IStore store)
    {
        var history = new History(store, new RetentionOptions { Minute = TimeSpan.Zero, Raw = TimeSpan.Zero }, TimeProvider.System);
        var to = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        List<double> took = [];
        var found = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            var series = await history.ReadAsync(BenchDatabase.DeviceId(0), "temperature", to - (long)TimeSpan.FromDays(365).TotalMilliseconds, to, Points, CancellationToken.None);
            took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            found = series.Points.Count;
        }

        Console.WriteLine(FormattableString.Invariant($"a year of one sensor: {found} points, first {took[0]:0.0} ms, median {took.Order().ElementAt(Rounds / 2):0.0} ms"));
    }
}
