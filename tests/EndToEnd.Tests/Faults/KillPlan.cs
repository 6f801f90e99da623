namespace Nanofleet.EndToEnd.Tests.Faults;

/// <summary>How often a gateway is killed and by which chance; a failed run can be repeated, and a longer one made.</summary>
internal sealed class KillPlan
{
    /// <summary>At each point of each database: all of them together must stay a matter of a minute or two.</summary>
    private const int DefaultKills = 2;

    public KillPlan(ITestOutputHelper output)
    {
        var seed = Environment.GetEnvironmentVariable("NANOFLEET_SEED") is { } given ? int.Parse(given) : Random.Shared.Next();
        Kills = Environment.GetEnvironmentVariable("NANOFLEET_KILLS") is { } count ? int.Parse(count) : DefaultKills;
        Random = new Random(seed);
        output.WriteLine($"seed {seed}, {Kills} kills (NANOFLEET_SEED, NANOFLEET_KILLS)");
    }

    public int Kills { get; }

    public Random Random { get; }
}
