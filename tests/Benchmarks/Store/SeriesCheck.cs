using System.Diagnostics;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Store.Retention;
using Nanofleet.Gateway.Store.Rollups;

namespace Nanofleet.Benchmarks.Store;

/// <summary>How long a year of one sensor takes to read, as the page asks for it: of another device each time, and of one again and again.</summary>
internal static class SeriesCheck
{
    private const int Rounds = 9;
    private const int Points = 1000;

    public static async Task RunAsync(IStore store)
    {
        var history = new History(store, new RetentionOptions { Minute = TimeSpan.Zero, Raw = TimeSpan.Zero }, TimeProvider.System);
        var to = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var others = new List<double>();
        var same = new List<double>();
        var found = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            others.Add(await TimeAsync(round));
            same.Add(await TimeAsync(0));
        }

        Console.WriteLine(FormattableString.Invariant($"a year of one sensor: {found} points; of one device after the other median {Median(others):0.0} ms, longest {others.Skip(1).Max():0.0} ms; again median {Median(same):0.0} ms"));

        async Task<double> TimeAsync(int device)
        {
            var since = Stopwatch.GetTimestamp();
            var series = await history.ReadAsync(BenchDatabase.DeviceId(device), "temperature", to - (long)TimeSpan.FromDays(365).TotalMilliseconds, to, Points, CancellationToken.None);
            found = series.Points.Count;
            return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }
    }

    /// <summary>Without the first, which has to wait for the program itself.</summary>
    private static double Median(IEnumerable<double> took) => took.Skip(1).Order().ElementAt(Rounds / 2);
}
