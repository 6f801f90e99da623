using Nanofleet.Integration.Tests.Store;
using Nanofleet.VirtualBoard;

namespace Nanofleet.Integration.Tests.Connected;

/// <summary>The unmodified firmware against a real broker and a real database.</summary>
public sealed class MosquittoBoardTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Boards_are_online_store_readings_and_answer_a_command_behind_mosquitto()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres);
        using var first = gateway.PowerOnBoard("first");
        using var second = gateway.PowerOnBoard("second");
        foreach (var name in new[] { "first", "second" })
        {
            var device = await gateway.UntilAsync($"/api/devices/{name}", device => device.GetProperty("is_online").GetBoolean() && device.GetProperty("sensors").TryGetProperty("temperature", out _));
            Assert.Equal("online", device.GetProperty("device_status").GetString());
            await gateway.UntilAsync($"/api/devices/{name}/readings?sensor=temperature", page => page.GetProperty("readings").GetArrayLength() >= 5);
            var balance = await gateway.UntilAsync($"/api/devices/{name}/balance", balance => balance.GetProperty("stored").GetInt64() >= 5);
            Assert.Equal(balance.GetProperty("taken").GetInt64(), balance.GetProperty("stored").GetInt64() + balance.GetProperty("waiting").GetInt64());
        }

        var answer = await gateway.CommandAsync("first", new { action = "set_led", @params = new { state = 1 } });
        Assert.True(answer.GetProperty("success").GetBoolean(), answer.ToString());
        Assert.True(first.GetPin(2));
        Assert.False(second.GetPin(2));
    }

    [Fact]
    public async Task Board_is_offline_by_its_will_when_it_is_killed_without_goodbye()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres, "--Devices:WillGrace=00:00:01");
        using var board = gateway.PowerOnBoard("mortal");
        await gateway.UntilAsync("/api/devices/mortal", device => device.GetProperty("is_online").GetBoolean());

        board.PullPower();

        var dead = await gateway.UntilAsync("/api/devices/mortal", device => !device.GetProperty("is_online").GetBoolean());
        Assert.Equal("offline", dead.GetProperty("device_status").GetString());
        Assert.Equal("connection_lost", dead.GetProperty("status").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Readings_wait_on_the_board_and_none_is_lost_when_mosquitto_restarts()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres);
        using var board = gateway.PowerOnBoard("patient");
        await gateway.UntilAsync("/api/devices/patient/balance", balance => balance.GetProperty("stored").GetInt64() >= 3);

        await gateway.Mosquitto.KillAsync();
        await gateway.Mosquitto.StartAgainAsync();

        var before = (await gateway.UntilAsync("/api/devices/patient/balance", _ => true)).GetProperty("taken").GetInt64();
        var after = await gateway.UntilAsync("/api/devices/patient/balance", balance => balance.GetProperty("stored").GetInt64() > before + 10);
        Assert.Empty(after.GetProperty("dropped").EnumerateObject());
        Assert.Single(after.GetProperty("boots").EnumerateArray());
    }

    [Fact]
    public async Task Board_is_told_apart_from_its_neighbour_when_both_use_a_namespace_of_their_own()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres, "--Mqtt:Namespace=farm");
        await gateway.PublishAsync("farm/devices/inside/data", """{"temperature":20.5}""");
        await gateway.PublishAsync("devices/outside/data", """{"temperature":20.5}""");
        await gateway.PublishAsync("farm/devices/last/data", """{"temperature":20.5}""");

        await gateway.UntilAsync("/api/devices/last", _ => true);
        await gateway.UntilAsync("/api/devices/inside", _ => true);
        using var outside = await gateway.Http.GetAsync("/api/devices/outside", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, outside.StatusCode);
    }
}
