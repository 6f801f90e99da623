using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>What a board sees of a gateway that is its own broker.</summary>
public sealed class EmbeddedGatewayTests
{
    [Fact]
    public async Task A_board_learns_that_its_puback_means_stored()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");

        var announced = await board.ReceiveAsync("system/gateway");

        Assert.True(announced.GetProperty("puback_means_stored").GetBoolean());
        Assert.Equal(1, announced.GetProperty("contract").GetInt32());
        Assert.EndsWith("Z", announced.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task A_published_reading_is_in_the_database_when_the_puback_comes()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");

        for (var seq = 1; seq <= 20; seq++)
        {
            await board.PublishAsync("data", Reading(seq));
            Assert.Equal(seq, (await gateway.Store.BalanceAsync("b1", Patience.Cancel))!.Stored);
        }
    }

    [Fact]
    public async Task A_board_is_asked_for_what_is_missing()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", Reading(1));
        await board.PublishAsync("data", Reading(5));

        var stored = await board.ReceiveAsync("devices/b1/stored");

        Assert.Equal(("9f3c21aa", 5L, "2-4"), (stored.GetProperty("boot").GetString(), stored.GetProperty("up_to").GetInt64(), stored.GetProperty("missing").GetString()));
    }

    [Fact]
    public async Task A_board_that_repeats_itself_is_told_what_is_stored()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", Reading(1));
        await board.PublishAsync("data", Reading(1));

        var stored = await board.ReceiveAsync("devices/b1/stored");

        Assert.Equal(1, stored.GetProperty("up_to").GetInt64());
        Assert.Single(await gateway.Store.ReadAsync(new("b1", null, 0, long.MaxValue, 10), Patience.Cancel));
    }

    [Fact]
    public async Task A_board_that_vanishes_is_offline_by_its_will_and_everybody_is_told()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:WillGrace=0s"]);
        await using var witness = await gateway.ConnectAsync("witness");
        await using var board = await gateway.ConnectAsync("b1", """{"status":"offline","boot":"9f3c21aa","session":1,"reason":"connection_lost"}""");
        await board.PublishAsync("status", """{"status":"online","boot":"9f3c21aa","session":1}""");
        Assert.Equal("b1", (await witness.ReceiveAsync("system/devices/online")).GetProperty("device_id").GetString());

        board.Abort();

        var told = await witness.ReceiveAsync("system/devices/offline");
        Assert.Equal(("b1", "offline"), (told.GetProperty("device_id").GetString(), told.GetProperty("status").GetString()));
        var device = await gateway.GetAsync("/api/devices/b1");
        Assert.Equal((false, "offline", "connection_lost"), (device.GetProperty("is_online").GetBoolean(), device.GetProperty("device_status").GetString(), device.GetProperty("status").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_silent_board_is_offline_when_its_time_is_over()
    {
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var events = gateway.Events.Subscribe(100);
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data/t", "1");
        var online = await PresenceAsync(events);
        Assert.True(online.IsOnline);

        // Second by second, for as long as the gateway takes to look at the clock.
        var change = PresenceAsync(events);
        while (!change.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var offline = await change;
        Assert.Equal((false, "offline"), (offline.IsOnline, offline.Status));
        Assert.True(offline.TimeMs - online.TimeMs >= 90_000, $"{offline.TimeMs - online.TimeMs} ms");
        Assert.False((await gateway.GetAsync("/api/devices/b1")).GetProperty("is_online").GetBoolean());
    }

    [Theory]
    [InlineData("boards", "s3cret", MqttReasonCode.Success)]
    [InlineData("boards", "s3cre", MqttReasonCode.BadUserNameOrPassword)]
    [InlineData("board", "s3cret", MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(null, null, MqttReasonCode.BadUserNameOrPassword)]
    public async Task A_broker_with_a_password_lets_in_who_knows_it(string? user, string? password, MqttReasonCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(["--Broker:User=boards", "--Broker:Password=s3cret"]);
        await using var client = new MqttClient(new MqttClientOptions { Port = gateway.Host.MqttEndPoint!.Port, ClientId = "b1", User = user, Password = password });

        var result = await client.ConnectAsync(Patience.Cancel);

        Assert.Equal(expected, result.ReasonCode);
    }

    private static string Reading(int seq) => $$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":{{seq}}}]}""";

    private static async Task<PresenceChanged> PresenceAsync(FleetSubscription events)
    {
        while (true)
            if (await events.NextAsync(Patience.Cancel).AsTask().InTime() is PresenceChanged change) return change;
    }
}
