namespace Nanofleet.EndToEnd.Tests.Boards;

/// <summary>The promise: every reading that a board takes is stored exactly once, or counted as dropped with a reason.</summary>
public sealed class NothingLostTests(ITestOutputHelper output)
{
    private const int Kills = 10;

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
            .Select(n => new WitnessedBoard($"board-{n}", gateway.MqttPort, intervalMs: 100, outboxCapacity: n == 5 ? 20 : 1000, outboxFlashKb: n == 5 ? 0 : null))
            .ToArray();
        try
        {
            foreach (var board in boards) board.PowerOn();
            await FailAsync(gateway, boards, random);
            await Promise.SettleAsync(gateway, boards);
            Assert.Equal(0, await gateway.StopAsync());
            var database = LedgerTable.Read(gateway.DatabaseFile, Promise.EverySampling);
            Promise.Judge(database, boards);
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
}
