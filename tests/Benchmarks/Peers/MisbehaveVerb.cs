using System.Globalization;
using Nanofleet.Testing.Misbehaving;

namespace Nanofleet.Benchmarks.Peers;

/// <summary>The hidden verb "misbehave": a crowd of clients that do, in a process of its own, until standard input ends.</summary>
internal static class MisbehaveVerb
{
    public const string Name = "misbehave";
    public const string ReadyLine = "all at it";

    public static async Task<int> RunAsync(string[] args)
    {
        await using var crowd = new MisbehavingCrowd(int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        await crowd.AllAtItAsync(CancellationToken.None);
        Console.WriteLine(ReadyLine);
        await Console.In.ReadLineAsync();
        return 0;
    }
}
