namespace Nanofleet.EndToEnd.Tests.Boards;

/// <summary>
/// The promise as tests judge it: every reading that a board took by its own word is stored exactly once, or counted as
/// dropped with a reason.
/// </summary>
internal static class Promise
{
    /// <summary>The one sensor that never fails, so that each sampling has a row of it.</summary>
    public const string EverySampling = "free_memory";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Stops the sampling by command and waits until nothing is on its way any more.</summary>
    public static async Task SettleAsync(GatewayProcess gateway, IEnumerable<WitnessedBoard> boards)
    {
        using var limit = new CancellationTokenSource(Patience);
        foreach (var board in boards)
        {
            await UntilAsync(async () => (await gateway.CommandAsync(board.Name, new { action = "set_interval", @params = new { interval_ms = 86_400_000 }, timeout_s = 5 }))
                .TryGetProperty("success", out var success) && success.GetBoolean(), $"{board.Name} to stop sampling", limit.Token);
            await UntilAsync(async () => await IsSettledAsync(gateway, board), $"{board.Name} to deliver all that it took", limit.Token);
        }
    }

    public static void Judge(LedgerTable database, IEnumerable<WitnessedBoard> boards)
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

    private static async Task<bool> IsSettledAsync(GatewayProcess gateway, WitnessedBoard board)
    {
        var balance = await gateway.GetAsync($"/api/devices/{board.Name}/balance");
        var known = balance.GetProperty("boots").EnumerateArray().ToDictionary(boot => boot.GetProperty("boot").GetString()!, boot => boot.GetProperty("taken").GetInt64());
        return balance.GetProperty("waiting").GetInt64() == 0 && board.Taken.All(boot => known.TryGetValue(boot.Key, out var taken) && taken >= boot.Max());
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
