using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>The account of the whole fleet.</summary>
public sealed class BalanceApiTests
{
    [Fact]
    public async Task At_rest_everything_that_was_taken_is_stored_or_dropped_with_a_reason()
    {
        await using var gateway = await TestGateway.StartAsync();
        var random = new Random(42);
        for (var device = 1; device <= 5; device++)
        {
            await using var board = await gateway.ConnectAsync($"b{device}");
            var order = Enumerable.Range(1, 40).ToArray();
            random.Shuffle(order);
            foreach (var seq in order)
            {
                if (seq % 10 == device) continue; // these are reported as dropped at the end
                await board.PublishAsync("data", Numbered(seq, seq % 7 == 0 ? "\"warm\"" : "1"));
                if (seq % 3 == 0) await board.PublishAsync("data", Numbered(seq, "1")); // twice
            }

            Assert.Equal(4, (await gateway.GetAsync($"/api/devices/b{device}/balance")).GetProperty("waiting").GetInt64());
            for (var seq = device; seq <= 40; seq += 10)
                await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":40,"sensors":[],"dropped":[{"boot":"9f3c21aa","from":{{seq}},"to":{{seq}},"reason":"outbox_full"}]}""");
            await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":41,"sensors":[{"sensor_name":"t","value":1}],"dropped":[{{string.Join(',', Enumerable.Range(0, 4).Select(n => $$"""{"boot":"9f3c21aa","from":{{device + (10 * n)}},"to":{{device + (10 * n)}},"reason":"outbox_full"}"""))}}]}""");
            await board.PublishAsync("heartbeat", """{"boot":"9f3c21aa","taken":41}""");
        }

        var fleet = await gateway.GetAsync("/api/balance");

        var dropped = fleet.GetProperty("dropped").EnumerateObject().ToDictionary(reason => reason.Name, reason => reason.Value.GetInt64());
        Assert.Equal((205L, 0L, 20L), (fleet.GetProperty("taken").GetInt64(), fleet.GetProperty("waiting").GetInt64(), dropped["outbox_full"]));
        Assert.Equal(205, fleet.GetProperty("stored").GetInt64() + dropped.Values.Sum());
        Assert.Equal(5, fleet.GetProperty("devices").GetArrayLength());
        Assert.Equal(205, fleet.GetProperty("devices").EnumerateArray().Sum(device => device.GetProperty("stored").GetInt64() + device.GetProperty("dropped").GetInt64()));
        Assert.Contains("What became of all readings", await gateway.Http.GetStringAsync("/", Patience.Cancel));

        static string Numbered(int seq, string value) => $$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":{{value}}}]}""";
    }

    [Fact]
    public async Task Gaps_are_listed_open_and_then_as_lost_when_the_board_has_started_anew()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        foreach (var seq in new[] { 1, 5 }) await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":1}]}""");

        var open = Assert.Single((await gateway.GetAsync("/api/gaps?device=b1")).GetProperty("gaps").EnumerateArray());
        Assert.Equal(("9f3c21aa", 2, 4, 3, "open"), (open.GetProperty("boot").GetString(), open.GetProperty("from").GetInt32(), open.GetProperty("to").GetInt32(), open.GetProperty("count").GetInt32(), open.GetProperty("state").GetString()));
        await gateway.Store.CommitAsync([new LostInbound("b1", Times.Arrival, "9f3c21aa")], Patience.Cancel);

        var lost = Assert.Single((await gateway.GetAsync("/api/gaps")).GetProperty("gaps").EnumerateArray());
        Assert.Equal("lost", lost.GetProperty("state").GetString());
        Assert.Contains("started anew", lost.GetProperty("why").GetString());
        Assert.Equal(3, (await gateway.GetAsync("/api/balance")).GetProperty("dropped").GetProperty("never_arrived").GetInt64());
        Assert.Contains("2 to 4", await gateway.Http.GetStringAsync("/gaps?device=b1", Patience.Cancel));
        Assert.Contains("/gaps?device=b1", await gateway.Http.GetStringAsync("/devices/b1", Patience.Cancel));
    }

    [Fact]
    public async Task The_gateway_gives_up_by_itself_what_a_boot_left_behind()
    {
        var folder = Directory.CreateTempSubdirectory("gaps-").FullName;
        try
        {
            string[] settings = [$"--Database:ConnectionString={folder}/nanofleet.db"];
            var hourAgo = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds();
            await using (var first = await TestGateway.StartAsync(settings))
                await first.Store.CommitAsync([new DataInbound("b1", hourAgo, "9f3c21aa", 2, [], [], []), new DataInbound("b1", hourAgo + 1, "0000aaaa", 1, [], [], [])], Patience.Cancel);

            await using var gateway = await TestGateway.StartAsync(settings);
            using var limit = new CancellationTokenSource(Patience.Limit);
            while (!(await gateway.GetAsync("/api/balance")).GetProperty("dropped").TryGetProperty("never_arrived", out _)) await Task.Delay(20, limit.Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
