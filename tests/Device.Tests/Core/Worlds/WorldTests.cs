using System.Collections.Concurrent;
using System.Globalization;

namespace Nanofleet.Device.Tests.Core.Worlds;

/// <summary>
/// Whole worlds in virtual time: weeks of a board that loses its network, its broker, its gateway, its clock, its sensors,
/// its flash and its power at any byte of a write, before a gateway that keeps the ledger of the contract. In each, every
/// reading that was taken is stored once or reported as dropped. NANOFLEET_WORLDS sets how many; NANOFLEET_WORLD replays one.
/// </summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    private const int Ordinary = 200;

    [Fact]
    public void In_every_world_all_that_was_taken_is_stored_once_or_reported_as_dropped()
    {
        var faults = new ConcurrentBag<string>();
        var worlds = new ConcurrentBag<World>();
        Parallel.ForEach(Seeds(), seed =>
        {
            var world = new World(seed);
            worlds.Add(world);
            if (Record.Exception(world.Run) is { } e) faults.Add($"NANOFLEET_WORLD={seed}: day {world.Day:0.0}: {e.Message}\n{e.StackTrace}");
        });

        output.WriteLine(Summary(worlds));
        Assert.True(faults.IsEmpty, $"{faults.Count} of {worlds.Count} worlds failed\n{string.Join('\n', faults.OrderBy(f => f, StringComparer.Ordinal).Take(3))}");
        if (worlds.Count >= Ordinary) AssertEverythingHappened(worlds);
    }

    [Fact]
    public void A_world_runs_alike_each_time()
    {
        var (first, second) = (new World(7), new World(7));
        first.Run();
        second.Run();
        Assert.Equal(first.ToString(), second.ToString());
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("NANOFLEET_WORLD") is { } one) return [one];
        return Enumerable.Range(1, Number("NANOFLEET_WORLDS") ?? Ordinary);
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Summary(IReadOnlyCollection<World> worlds)
    {
        var dropped = worlds.SelectMany(w => w.Dropped).GroupBy(d => d.Key, d => (long)d.Value).ToDictionary(g => g.Key, g => g.Sum());
        return $"{worlds.Count} worlds, {worlds.Sum(w => w.Day) / 7:0} weeks: {worlds.Sum(w => w.Starts)} starts, {worlds.Sum(w => w.Wakes)} wakes, {worlds.Sum(w => w.TornWrites)} torn writes, {worlds.Sum(w => w.Trials)} starts on trial, {worlds.Sum(w => w.Reverted)} trials taken back, "
            + $"{worlds.Sum(w => (long)w.Taken)} taken, {worlds.Sum(w => (long)w.Stored)} stored, {worlds.Sum(w => (long)w.Copies)} copies, "
            + $"{worlds.Sum(w => (long)w.FromFlash)} from flash of earlier starts, dropped {string.Join(", ", dropped.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} {d.Value}"))}";
    }

    // A simulation that no longer meets its faults proves nothing.
    private static void AssertEverythingHappened(IReadOnlyCollection<World> worlds)
    {
        Assert.True(worlds.Sum(w => w.TornWrites) > 50);
        Assert.True(worlds.Sum(w => w.Trials) > 100 && worlds.Sum(w => w.Reverted) > 20);
        Assert.True(worlds.Sum(w => w.FromFlash) > 1000);
        Assert.True(worlds.Sum(w => w.Wakes) > 1000);
        foreach (var reason in new[] { DropReasons.PowerLoss, DropReasons.OutboxFull })
            Assert.True(worlds.Sum(w => w.Dropped.GetValueOrDefault(reason)) > 100, $"hardly any {reason}");
    }
}
