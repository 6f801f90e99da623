using System.Runtime;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>The hidden verb "serve": runs one broker until standard input ends, and answers questions asked there line by line.</summary>
internal static class ServeVerb
{
    public const string Name = "serve";
    public const string PortLine = "port ";
    public const string AnswerLine = "answer ";
    public const string CountQuestion = "count";
    public const string CollectQuestion = "collect";

    public static async Task<int> RunAsync(string[] args)
    {
        var needs = new PeerNeeds { HostSubscribes = args[2] == "host", Certificate = args[3] == "-" ? null : args[3] };
        await using var server = args[1] == "mqttnet" ? await MqttNetProgram.ServeAsync(needs) : await NanofleetProgram.ServeAsync(needs);
        Console.WriteLine($"{PortLine}{server.Port}");
        while (await Console.In.ReadLineAsync() is { } question)
        {
            if (question == CollectQuestion) Collect();
            Console.WriteLine($"{AnswerLine}{server.Count}");
        }
        return 0;
    }

    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
