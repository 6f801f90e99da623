using System.Diagnostics;
using System.Globalization;
using Nanofleet.Benchmarks.Store;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Mqtt;

namespace Nanofleet.Benchmarks.Ingest;

/// <summary>What a message costs before and after the database, in one process and without a network: decoding alone, and the whole way.</summary>
internal static class IngestVerb
{
    public const string Name = "ingest";

    private const int Rounds = 20;
    private const int PassesPerRound = 50;
    private const int WindowsPerRound = 50;

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("Decoding, one thread; the best of 20 rounds:");
        Console.WriteLine();
        Console.WriteLine("| shape | fast path ns | bytes | general ns | bytes | general/fast |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (var shape in DataShape.All) Write(shape, Fast(shape), General(shape));
        Console.WriteLine();
        Console.WriteLine("From the receiver to the answer, database left out; medians of 20 rounds:");
        Console.WriteLine();
        Console.WriteLine("| shape | CPU µs/message, all threads | bytes allocated/message |");
        Console.WriteLine("|---|--:|--:|");
        foreach (var shape in DataShape.All) await WriteWholeAsync(shape);
        return 0;
    }

    private static (double Nanoseconds, double Bytes) Fast(DataShape shape)
    {
        var (decoder, arrival) = Decoder(shape);
        var item = new PooledItem();
        return Measure(at =>
        {
            item.Take(decoder.TopicOf(DataShape.Topics[at]), new MqttDelivery(default, shape.Payloads[at]), arrival, replayed: false);
            if (decoder.Decode(item) != item.Data) throw new InvalidOperationException($"'{shape.Name}' is not taken by the fast path");
        });
    }

    private static (double Nanoseconds, double Bytes) General(DataShape shape)
    {
        var (decoder, arrival) = Decoder(shape);
        return Measure(at => decoder.Decode(new RawMessage("devices/board-1/data", shape.Payloads[at], arrival, Replayed: false)));
    }

    /// <summary>A decoder to which all boots are known already.</summary>
    private static (MessageDecoder Decoder, long ArrivalMs) Decoder(DataShape shape)
    {
        var arrival = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var boots = new BootClocks();
        var decoder = new MessageDecoder(new MqttOptions(), new IngestOptions(), boots);
        Inbound[] first = [.. Enumerable.Range(0, DataShape.Boards).Select(board => decoder.Decode(new RawMessage($"devices/board-{board}/data", shape.Payloads[0], arrival, false))!)];
        boots.Committed(first, new CommitResult([.. first.Select(_ => Outcome.Stored)], [], 0));
        return (decoder, arrival);
    }

    private static (double Nanoseconds, double Bytes) Measure(Action<int> decode)
    {
        var (best, bytes) = (double.MaxValue, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var (allocated, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var pass = 0; pass < PassesPerRound; pass++)
                for (var at = 0; at < DataShape.Count; at++) decode(at);
            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalNanoseconds / (PassesPerRound * DataShape.Count));
            bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)(PassesPerRound * DataShape.Count);
        }

        return (best, bytes);
    }

    private static async Task WriteWholeAsync(DataShape shape)
    {
        await using var way = new WholeWay();
        await way.StartAsync();
        await way.SendAsync(shape, 4 * WindowsPerRound); // the first times make what is used again from then on, and compile
        List<(double Cpu, double Bytes)> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var watch = CostWatch.Start(server: null);
            await way.SendAsync(shape, WindowsPerRound);
            var cost = watch.Stop(WholeWay.Messages(WindowsPerRound));
            rounds.Add((cost.Cpu, cost.Allocated));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {shape.Name} | {rounds.Select(round => round.Cpu).Order().ElementAt(Rounds / 2):0.00} | {rounds.Select(round => round.Bytes).Order().ElementAt(Rounds / 2):0.0} |"));
    }

    private static void Write(DataShape shape, (double Nanoseconds, double Bytes) fast, (double Nanoseconds, double Bytes) general) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {shape.Name} | {fast.Nanoseconds:0} | {fast.Bytes:0} | {general.Nanoseconds:0} | {general.Bytes:0} | {general.Nanoseconds / fast.Nanoseconds:0.0} |"));
}
