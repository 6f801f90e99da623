namespace Nanofleet.EndToEnd.Tests;

/// <summary>The promise: every reading that a board takes is stored exactly once, or counted as dropped with a reason.</summary>
public sealed class NothingLostTests(ITestOutputHelper output)
{
    private const int Kills = 10;
    private const string EverySampling = "free_memory"; // the one sensor that never fails
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Every_reading_is_stored_once_or_counted_when_gateway_radio_and_power_fail()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"seed {seed}");
        await using var gateway = new GatewayProcess();
        await gateway.StartAsync();
        var boards = Enumerable.Range(1, 5)
            // The last one has so little room that it must drop while it is cut off.
            .Select(n => new WitnessedBoard($"board-{n}", gateway.MqttPort, intervalMs: 100, outboxCapacity: n == 5 ? 20 : 1000))
            .ToArray();
        try
        {
            foreach (var board in boards) board.PowerOn();
            await FailAsync(gateway, boards, random);
            await SettleAsync(gateway, boards);
            Assert.Equal(0, await gateway.StopAsync());
            var database = LedgerTable.Read(gateway.DatabaseFile, EverySampling);
            Judge(database, boards);
            Report(database);
        }
        finally
        {
            foreach (var board in boards) board.Dispose();
        }
    }

    /// <summary>The schedule of faults: at random moments, so that they fall before, into and after commits.</summary>
    private async Task FailAsync(GatewayProcess gateway, WitnessedBoard[] boards, Random random)
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            await Task.Delay(random.Next(500, 2500), TestContext.Current.CancellationToken);
            await gateway.KillAsync();
            if (kill % 3 == 1) boards[3].Board.CutWifi();
            if (kill % 3 == 2) boards[4].Board.CutWifi();
            if (kill % 2 == 0) boards[2].Board.PullPower();
            if (kill % 4 == 0) boards[3].Board.PullPower();
            await gateway.StartAsync();
            await Task.Delay(random.Next(100, 1500), TestContext.Current.CancellationToken);
            foreach (var board in boards)
            {
                board.Board.RestoreWifi();
                if (!board.Board.IsPowered) board.PowerOn();
            }
        }

        output.WriteLine($"taken: {string.Join(", ", boards.Select(board => $"{board.Name} {board.Taken.Sum(boot => boot.LongCount())} in {board.Taken.Count} boots"))}");
    }

    /// <summary>Stops the sampling by command and waits until nothing is on its way any more.</summary>
    private static async Task SettleAsync(GatewayProcess gateway, WitnessedBoard[] boards)
    {
        using var limit = new CancellationTokenSource(Patience);
        foreach (var board in boards)
        {
            await UntilAsync(async () => (await gateway.CommandAsync(board.Name, new { action = "set_interval", @params = new { interval_ms = 86_400_000 }, timeout_s = 5 }))
                .TryGetProperty("success", out var success) && success.GetBoolean(), $"{board.Name} to stop sampling", limit.Token);
            await UntilAsync(async () => await IsSettledAsync(gateway, board), $"{board.Name} to deliver all that it took", limit.Token);
        }
    }

    private static async Task<bool> IsSettledAsync(GatewayProcess gateway, WitnessedBoard board)
    {
        var balance = await gateway.GetAsync($"/api/devices/{board.Name}/balance");
        var known = balance.GetProperty("boots").EnumerateArray().ToDictionary(boot => boot.GetProperty("boot").GetString()!, boot => boot.GetProperty("taken").GetInt64());
        return balance.GetProperty("waiting").GetInt64() == 0 && board.Taken.All(boot => known.TryGetValue(boot.Key, out var taken) && taken >= boot.Max());
    }

    private static void Judge(LedgerTable database, WitnessedBoard[] boards)
    {
        foreach (var board in boards)
        {
            foreach (var boot in board.Taken)
            {
                var entry = database.Entries[(board.Name, boot.Key)];
                var lost = boot.Where(seq => !entry.Stored.Contains(seq) && !entry.Dropped.Values.Any(numbers => numbers.Contains(seq))).Order().ToArray();
                Assert.True(lost.Length == 0, $"{board.Name} boot {boot.Key} took {string.Join(",", lost)}: neither stored nor counted as dropped");
                Assert.All(entry.Stored, seq => Assert.Contains(seq, boot));
                // Only the reserve of a lost boot may count numbers that were never taken.
                Assert.All(entry.Dropped.Where(reason => reason.Key != "power_loss_possible").SelectMany(reason => reason.Value), seq => Assert.Contains(seq, boot));
                Assert.DoesNotContain(entry.Stored, seq => entry.Dropped.Values.Any(numbers => numbers.Contains(seq)));
            }

            var stored = database.Entries.Where(entry => entry.Key.Device == board.Name).Sum(entry => entry.Value.Stored.Count);
            Assert.True(stored == database.Rows[board.Name], $"{board.Name}: {stored} numbers are stored and {database.Rows[board.Name]} rows of {EverySampling}");
        }
    }

    /// <summary>Also makes sure that the faults did bite: power was lost with readings in memory only.</summary>
    private void Report(LedgerTable database)
    {
        var dropped = database.Entries.Values
            .SelectMany(entry => entry.Dropped)
            .GroupBy(reason => reason.Key, reason => reason.Value.Count)
            .ToDictionary(reason => reason.Key, reason => reason.Sum());
        output.WriteLine($"stored: {database.Entries.Values.Sum(entry => entry.Stored.Count)}, dropped: {string.Join(", ", dropped.Select(reason => $"{reason.Key} {reason.Value}"))}");
        Assert.Contains(dropped.Keys, reason => reason.StartsWith("power_loss", StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken limit)
    {
        while (!await holds())
        {
            if (limit.IsCancellationRequested) Assert.Fail($"waited too long for {what}");
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
