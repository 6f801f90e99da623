using Nanofleet.Testing.Network;

namespace Nanofleet.EndToEnd.Tests.Boards;

/// <summary>The promise over a network that ends, resets, tears, slows down and swallows connections, with Mosquitto behind it.</summary>
public sealed class BadNetworkTests(ITestOutputHelper output)
{
    private const int Boards = 5;
    private const int Faults = 40;
    // As the firmware names what comes of silence: given up by the library, not even that, and no room for more.
    private static readonly string[] Unanswered = ["not_acknowledged", "silent", "not_sent"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, int> _done = [];

    [Fact]
    public async Task Every_reading_is_stored_once_or_counted_when_the_network_to_mosquitto_fails_in_every_way()
    {
        if (MosquittoServer.MissingReason is { } reason) Assert.Skip(reason);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("NANOFLEET_NETWORK_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"NANOFLEET_NETWORK_SEED={seed}");
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var gateway = new GatewayProcess("--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={mosquitto.Port}");
        await gateway.StartAsync();
        await using var network = new FaultyProxy(mosquitto.Port);
        // By name, so that every connection begins with a look-up; the last one must drop while it is cut off.
        var boards = Enumerable.Range(1, Boards).Select(n => new WitnessedBoard($"board-{n}", network.Port, intervalMs: 100, outboxCapacity: n == Boards ? 20 : 1000, outboxFlashKb: n == Boards ? 0 : null, brokerHost: "localhost")).ToArray();
        try
        {
            foreach (var board in boards) board.PowerOn();
            await HalfOpenIsNoticedAsync(network, boards);
            await FailAsync(network, new Random(seed));
            await Promise.SettleAsync(gateway, boards);
            Assert.Equal(0, await gateway.StopAsync());
            var database = LedgerTable.Read(gateway.DatabaseFile, Promise.EverySampling);
            Promise.Judge(database, boards);
            Report(network, database, boards);
        }
        finally
        {
            foreach (var board in boards) board.Dispose();
        }
    }

    /// <summary>Nothing but a publish whose answer does not come tells a board of a half-open link.</summary>
    private static async Task HalfOpenIsNoticedAsync(FaultyProxy network, WitnessedBoard[] boards)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!boards.All(board => board.WasOnline)) await Task.Delay(50, limit.Token);
        foreach (var connection in network.Connections) connection.MakeHalfOpen();
        while (!boards.All(board => Unanswered.Any(board.LinkFaults.ContainsKey))) await Task.Delay(50, limit.Token);
    }

    /// <summary>One fault after the other, at random moments, so that they meet the link at every stage.</summary>
    private async Task FailAsync(FaultyProxy network, Random random)
    {
        for (var i = 0; i < Faults; i++)
        {
            await Task.Delay(random.Next(100, 1000), TestContext.Current.CancellationToken);
            switch (random.Next(10))
            {
                case 0: await WhileAsync("slow", random.Next(200, 2000), on => network.Delay = TimeSpan.FromMilliseconds(on ? random.Next(50, 900) : 0)); break;
                case 1: await WhileAsync("refusing", random.Next(200, 2000), on => network.Welcome = on ? Welcome.Reset : Welcome.Pass); break;
                case 2: await WhileAsync("swallowing newcomers", random.Next(200, 1000), on => network.Welcome = on ? Welcome.Swallow : Welcome.Pass); break;
                case 3: network.ResetAll(); Note("reset for all"); break;
                case 4: OnOne(network, random, "cut", connection => connection.Cut()); break;
                case 5: OnOne(network, random, "reset", connection => connection.Reset()); break;
                case < 8: OnOne(network, random, "torn", connection => connection.TearAfter(random.Next(1, 2000))); break;
                default: OnOne(network, random, "half-open", connection => connection.MakeHalfOpen()); break;
            }
        }
    }

    private async Task WhileAsync(string what, int milliseconds, Action<bool> change)
    {
        change(true);
        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        change(false);
        Note(what);
    }

    private void OnOne(FaultyProxy network, Random random, string what, Action<ProxiedConnection> fail)
    {
        if (network.Connections is not { Count: > 0 } connections) return;
        fail(connections[random.Next(connections.Count)]);
        Note(what);
    }

    private void Note(string what) => _done[what] = _done.GetValueOrDefault(what) + 1;

    /// <summary>Also makes sure that the network was bad, and that the boards saw each kind of it for what it is.</summary>
    private void Report(FaultyProxy network, LedgerTable database, WitnessedBoard[] boards)
    {
        var faults = boards.SelectMany(board => board.LinkFaults).GroupBy(fault => fault.Key, fault => fault.Value).ToDictionary(fault => fault.Key, fault => fault.Sum());
        output.WriteLine($"network: {Text(_done)}; {network.Attempts.Count} connections");
        output.WriteLine($"boards: {Text(faults)}");
        output.WriteLine($"taken: {boards.Sum(board => board.Taken.Sum(boot => boot.LongCount()))}, stored: {database.Entries.Values.Sum(entry => entry.Stored.Count)}, "
            + $"dropped: {database.Entries.Values.SelectMany(entry => entry.Dropped).Sum(reason => reason.Value.Count)}");
        Assert.True(network.Attempts.Count > 3 * Boards, "the boards hardly had to connect anew");
        Assert.Contains("connection_lost", faults.Keys);
        Assert.Contains("outbox_full", database.Entries.Values.SelectMany(entry => entry.Dropped.Keys));
        Assert.All(boards, board => Assert.Equal(1, board.Board.Boots));
    }

    private static string Text(Dictionary<string, int> counts) => string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key} {count.Value}"));
}
