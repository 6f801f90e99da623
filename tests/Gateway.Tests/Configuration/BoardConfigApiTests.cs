using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Configuration;

/// <summary>What is wanted of a board goes down retained, what it made of it comes up, and no secret is read back.</summary>
public sealed class BoardConfigApiTests
{
    private const string Path = "/api/devices/b1/config";
    private const string Desired = "devices/b1/config/desired";

    [Fact]
    public async Task Settings_reach_the_board_and_its_answer_is_shown_key_by_key()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);

        var wanted = await PutAsync(gateway, Path, new { settings = new { interval_ms = 5000, led_pin = 99 } });
        Assert.Equal((1, false), (wanted.GetProperty("version").GetInt32(), wanted.GetProperty("in_sync").GetBoolean()));
        Assert.Equal("""{"version":1,"settings":{"interval_ms":5000,"led_pin":99}}""", (await board.ReceiveAsync(Desired)).GetRawText());
        await board.PublishAsync("config/reported", """{"version":1,"state":"applied","active_version":1,"results":{"interval_ms":{"code":"applied","value":5000},"led_pin":{"code":"out_of_range","message":"led_pin is 99"}}}""");

        var config = await gateway.GetAsync(Path);
        Assert.True(config.GetProperty("in_sync").GetBoolean());
        Assert.Equal("out_of_range", config.GetProperty("reported").GetProperty("results").GetProperty("led_pin").GetProperty("code").GetString());
        Assert.EndsWith("Z", config.GetProperty("reported_at").GetString());
        var page = await gateway.Http.GetStringAsync("/devices/b1", Patience.Cancel);
        Assert.Contains("Version 1 is in force.", page);
        Assert.Contains("led_pin is 99", page);
    }

    [Fact]
    public async Task Secrets_reach_the_board_and_nobody_else()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);

        var answer = await PutAsync(gateway, Path, new { settings = new { broker_user = "b1", broker_password = "hunter2" } });
        Assert.Equal("hunter2", (await board.ReceiveAsync(Desired)).GetProperty("settings").GetProperty("broker_password").GetString());
        await board.PublishAsync("config/reported", """{"version":1,"state":"applied","results":{"broker_password":{"code":"applied","value":"hunter2"}}}""");
        Assert.Equal("***", answer.GetProperty("settings").GetProperty("broker_password").GetString());
        foreach (var path in new[] { Path, "/devices/b1", "/api/devices/b1" })
            Assert.DoesNotContain("hunter2", await gateway.Http.GetStringAsync(path, Patience.Cancel));

        // What was masked stays as it was.
        await PutAsync(gateway, Path, new { settings = new { broker_user = "b2", broker_password = "***" } });
        var second = (await board.ReceiveAsync(Desired)).GetProperty("settings");
        Assert.Equal(("b2", "hunter2"), (second.GetProperty("broker_user").GetString(), second.GetProperty("broker_password").GetString()));
    }

    [Fact]
    public async Task All_and_groups_have_settings_that_a_device_may_overrule()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        await PutAsync(gateway, "/api/config", new { settings = new { interval_ms = 1000, heartbeat_ms = 60000 } });
        await PutAsync(gateway, "/api/config/groups/roof", new { settings = new { interval_ms = 2000 } });

        var config = await PutAsync(gateway, Path, new { group = "roof", settings = new { led_pin = 13 } });

        Assert.Equal("""{"heartbeat_ms":60000,"interval_ms":2000,"led_pin":13}""", config.GetProperty("desired").GetRawText());
        Assert.Equal("roof", config.GetProperty("group").GetString());
        Assert.Equal("""{"group":"roof","settings":{"interval_ms":2000}}""", (await gateway.GetAsync("/api/config/groups/roof")).GetRawText());
    }

    [Fact]
    public async Task What_is_wanted_is_at_the_broker_again_after_the_gateway_has_restarted()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using (var board = await OnlineAsync(gateway)) await PutAsync(gateway, Path, new { settings = new { interval_ms = 5000 } });

        await using var again = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton(gateway.Store));
        await using var later = await OnlineAsync(again);
        Assert.Equal(1, (await later.ReceiveAsync(Desired)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_device_that_is_not_approved_gets_its_settings_with_the_approval()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:Unknown=pending"]);
        await using var board = await OnlineAsync(gateway);
        await PutAsync(gateway, Path, new { settings = new { interval_ms = 5000 } });
        await board.PublishAsync("info", """{"model":"m"}""");
        await PutAsync(gateway, Path, new { settings = new { interval_ms = 6000 } });

        using var approval = await gateway.Http.PutAsJsonAsync("/api/devices/b1/state", new { state = "approved" }, Patience.Cancel);

        Assert.Equal(2, (await board.ReceiveAsync(Desired)).GetProperty("version").GetInt32()); // the first one never came
    }

    [Theory]
    [InlineData(Path, "[]", "must be an object")]
    [InlineData(Path, "{}", "must be an object")]
    [InlineData(Path, """{"settings":[1]}""", "settings must be an object")]
    [InlineData(Path, """{"settings":{"Interval":1}}""", "the key 'Interval'")]
    [InlineData(Path, """{"setings":{}}""", "no member 'setings'")]
    [InlineData(Path, """{"group":"a b"}""", "group must be 1 to 64")]
    [InlineData(Path, """{"group":7}""", "group must be 1 to 64")]
    [InlineData(Path, "{", "not JSON")]
    [InlineData("/api/config", """{"group":"roof"}""", "no member 'group'")]
    [InlineData("/api/config/groups/a%20b", """{"settings":{}}""", "'a b' is not")]
    public async Task A_wrong_request_says_what_is_wrong(string path, string body, string says)
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await gateway.Http.PutAsync(path, content, Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task More_than_a_board_takes_is_refused_by_name()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);

        using var response = await gateway.Http.PutAsJsonAsync(Path, new { settings = new { sntp_server = new string('x', 2100) } }, Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("a board takes 2048: take settings out", (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_unknown_device_has_no_settings()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var read = await gateway.Http.GetAsync("/api/devices/nobody/config", Patience.Cancel);
        using var write = await gateway.Http.PutAsJsonAsync("/api/devices/nobody/config", new { settings = new { a = 1 } }, Patience.Cancel);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (read.StatusCode, write.StatusCode));
    }

    private static async Task<TestBoard> OnlineAsync(TestGateway gateway)
    {
        var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("status", "online");
        return board;
    }

    private static async Task<JsonElement> PutAsync(TestGateway gateway, string path, object body)
    {
        using var response = await gateway.Http.PutAsJsonAsync(path, body, Patience.Cancel);
        var answer = await TestGateway.ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }
}
