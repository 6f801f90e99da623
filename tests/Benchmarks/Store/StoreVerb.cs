using System.Globalization;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Benchmarks.Store;

/// <summary>
/// What storing costs by itself: batches that are decoded already go into a database of its own, one commit after the other, while
/// the fold does its part beside them as in the gateway.
/// </summary>
internal static class StoreVerb
{
    public const string Name = "store";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        if (!StoreBenchOptions.TryParse(args[1..], out var options, out var fault))
        {
            await Console.Error.WriteLineAsync($"{fault}\n{StoreBenchOptions.Usage}");
            return 2;
        }

        await using var database = await BenchDatabase.StartAsync(options.Database, options.Folder);
        await database.Store.MigrateAsync(CancellationToken.None);
        await database.Store.PrepareAsync(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), CancellationToken.None);
        if (!database.IsFilled && (options.Rows > 0 || options.Known > 0)) await database.FillAsync(options.Rows, options.Known);
        var batches = new BatchSource(options.Devices, options.Batch, options.Known);
        using var fold = new FoldLoop(database.Store);
        await CommitAsync(database.Store, batches, WarmUp);
        Console.WriteLine("| database | devices | batch | known devices | stored before | messages/s | µs/message | CPU µs/message | of it server | bytes allocated/message |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (var round = 0; round < options.Rounds; round++)
        {
            var watch = CostWatch.Start(database.ServerProcessId);
            var messages = await CommitAsync(database.Store, batches, options.Duration);
            var cost = watch.Stop(messages);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {options.Database} | {options.Devices} | {options.Batch} | {Math.Max(options.Known, options.Devices):#,0} | {options.Rows:#,0} | {cost.PerSecond:#,0} | {cost.Wall:0.00} | {cost.Cpu:0.00} | {cost.ServerCpu:0.00} | {cost.Allocated:0} |"));
        }

        if (options.Rows > 0 || database.IsFilled) await SeriesCheck.RunAsync(database.Store);
        return 0;
    }

    /// <summary>Commits for so long; returns how many messages were stored.</summary>
    private static async Task<long> CommitAsync(IStore store, BatchSource batches, TimeSpan duration)
    {
        var messages = 0L;
        for (var until = Environment.TickCount64 + (long)duration.TotalMilliseconds; Environment.TickCount64 < until;)
        {
            var batch = batches.Next();
            var result = await store.CommitAsync(batch, CancellationToken.None);
            if (result.Outcomes.Any(outcome => outcome != Outcome.Stored)) throw new InvalidOperationException("a message was not stored");
            messages += batch.Count;
        }

        return messages;
    }
}
