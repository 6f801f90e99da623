using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>Times as the whole gateway gives them.</summary>
public sealed class ClockApiTests
{
    [Fact]
    public async Task The_offset_of_a_clock_is_shown_by_the_API_and_on_the_page()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("heartbeat", $$"""{"timestamp":{{DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeMilliseconds()}}}""");

        var clock = (await gateway.GetAsync("/api/devices/b1")).GetProperty("clock");

        Assert.InRange(clock.GetProperty("offset_ms").GetInt64(), 295_000, 300_000);
        Assert.Equal(1, clock.GetProperty("samples").GetInt64());
        Assert.Matches("Its clock</dt><dd>(4 min 5. s|5 min 0 s) ahead", await gateway.Http.GetStringAsync("/devices/b1", Patience.Cancel));
    }

    [Fact]
    public async Task A_board_that_synchronises_after_a_restart_of_the_gateway_has_its_early_readings_in_their_place()
    {
        var folder = Directory.CreateTempSubdirectory("clock-").FullName;
        try
        {
            string[] settings = [$"--Database:ConnectionString={folder}/nanofleet.db"];
            await using (var first = await TestGateway.StartAsync(settings))
            {
                await using var board = await first.ConnectAsync("b1");
                await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"time_quality":"uptime","uptime_ms":1000,"sensors":[{"sensor_name":"t","value":1}]}""");
                Assert.Equal(1, (await first.GetAsync("/api/devices/b1")).GetProperty("sensors").GetProperty("t").GetProperty("value").GetDouble());
            }

            await using var gateway = await TestGateway.StartAsync(settings);
            await using var again = await gateway.ConnectAsync("b1");
            await again.PublishAsync("data", """{"boot":"9f3c21aa","seq":2,"time_quality":"sntp","timestamp":"2026-01-05T08:00:00Z","uptime_ms":61000,"sensors":[{"sensor_name":"t","value":2}]}""");
            await again.PublishAsync("data", """{"boot":"9f3c21aa","seq":3,"time_quality":"uptime","uptime_ms":31000,"sensors":[{"sensor_name":"t","value":3}]}""");

            var readings = (await gateway.GetAsync("/api/devices/b1/readings?from=2020-01-01T00:00:00Z")).GetProperty("readings").EnumerateArray();
            Assert.Equal(
                [("2026-01-05T08:00:00.000Z", 2, "device"), ("2026-01-05T07:59:30.000Z", 3, "uptime"), ("2026-01-05T07:59:00.000Z", 1, "uptime")],
                readings.Select(reading => (reading.GetProperty("timestamp").GetString()!, reading.GetProperty("value").GetInt32(), reading.GetProperty("time_quality").GetString()!)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_board_that_never_learns_the_time_has_its_readings_at_arrival_in_the_end()
    {
        await using var gateway = await TestGateway.StartAsync(["--Ingest:PlaceWithin=00:00:00"]);
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"time_quality":"uptime","uptime_ms":1000,"sensors":[{"sensor_name":"t","value":1}]}""");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        while ((await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").GetArrayLength() == 0) await Task.Delay(100, limit.Token);
    }

    [Fact]
    public async Task A_future_time_goes_to_quarantine_and_is_stored_by_replay_where_the_limit_is_wider()
    {
        var ahead = DateTimeOffset.UtcNow.AddDays(2).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("clock-").FullName;
        try
        {
            string[] settings = [$"--Database:ConnectionString={folder}/nanofleet.db"];
            await using (var strict = await TestGateway.StartAsync(settings))
            {
                await using var board = await strict.ConnectAsync("b1");
                await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":1,"timestamp":"{{ahead}}","sensors":[{"sensor_name":"t","value":1}]}""");
                Assert.Equal("future_time", Assert.Single((await strict.GetAsync("/api/quarantine")).GetProperty("messages").EnumerateArray()).GetProperty("reason").GetString());
                Assert.Equal(1, (await strict.GetAsync("/api/devices/b1/balance")).GetProperty("dropped").GetProperty("refused").GetInt64());
            }

            await using var wide = await TestGateway.StartAsync([.. settings, "--Ingest:FutureLimit=3d"]);
            using var replayed = await wide.PostAsync("/api/quarantine/replay", new { reason = "future_time" });

            Assert.Equal(1, (await TestGateway.ReadAsync(replayed)).GetProperty("stored").GetInt32());
            Assert.Equal(ahead, (await wide.GetAsync("/api/devices/b1")).GetProperty("sensors").GetProperty("t").GetProperty("timestamp").GetString());
            Assert.Equal(1, (await wide.GetAsync("/api/devices/b1/balance")).GetProperty("stored").GetInt64());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
