using System.Globalization;
using Nanofleet.Testing.Wire;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>The hidden verb "receive": one subscribed client until standard input ends; tells what it cost so far, when asked.</summary>
internal static class ReceiveVerb
{
    public const string Name = "receive";
    public const string ReadyLine = "ready";
    public const string AnswerLine = "answer ";

    public static async Task<int> RunAsync(string[] args)
    {
        var needs = new ReceiverNeeds(int.Parse(args[2], CultureInfo.InvariantCulture), args[3], int.Parse(args[4], CultureInfo.InvariantCulture));
        using var count = new SharedCount(args[5]);
        await (args[1] == "mqttnet" ? MqttNetProgram.ReceiveAsync(needs, count) : NanofleetProgram.ReceiveAsync(needs, count));
        Console.WriteLine(ReadyLine);
        while (await Console.In.ReadLineAsync() is not null)
        {
            var cpu = Environment.CpuUsage.TotalTime.TotalMicroseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{AnswerLine}{cpu:0} {GC.GetTotalAllocatedBytes(precise: true)}"));
        }
        return 0;
    }
}
