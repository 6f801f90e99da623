using System.Net;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Commands;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Commands;

/// <summary>A command goes down, its answer comes back up, and everything that can go wrong between has its own status.</summary>
public sealed class CommandApiTests
{
    private const string Path = "/api/devices/b1/commands";
    private const string CommandTopic = "devices/b1/command";

    [Fact]
    public async Task The_answer_of_the_board_is_the_answer_of_the_call()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        var call = gateway.PostAsync(Path, new { action = "set_led", @params = new { pin = 2, state = 1 }, request_id = "req_8f31" });

        var command = await board.ReceiveAsync(CommandTopic);
        Assert.Equal(("req_8f31", "set_led", """{"pin":2,"state":1}"""), (command.GetProperty("request_id").GetString(), command.GetProperty("action").GetString(), command.GetProperty("params").GetRawText()));
        Assert.EndsWith("Z", command.GetProperty("expires_at").GetString());
        await board.PublishAsync("response", """{"request_id":"req_8f31","success":true,"result":{"pin":2,"state":1}}""");

        using var response = await call.InTime();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await TestGateway.ReadAsync(response);
        Assert.Equal(("req_8f31", true, """{"pin":2,"state":1}"""), (answer.GetProperty("request_id").GetString(), answer.GetProperty("success").GetBoolean(), answer.GetProperty("result").GetRawText()));
        Assert.True(answer.GetProperty("duration_ms").GetInt64() >= 0);
        Assert.Equal("done", (await ListedAsync(gateway)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_board_that_refuses_is_heard_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        var call = gateway.PostAsync(Path, new { action = "dance" });

        var id = (await board.ReceiveAsync(CommandTopic)).GetProperty("request_id").GetString();
        await board.PublishAsync("response", $$$"""{"request_id":"{{{id}}}","success":false,"error":{"code":"unknown_action","message":"no"}}""");

        using var response = await call.InTime();
        var answer = await TestGateway.ReadAsync(response);
        Assert.Equal((HttpStatusCode.OK, false, "unknown_action"), (response.StatusCode, answer.GetProperty("success").GetBoolean(), answer.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal("failed", (await ListedAsync(gateway)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_the_board_has_only_begun_is_told_as_such_and_found_by_its_id_when_it_is_done()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        var call = gateway.PostAsync(Path, new { action = "identify", request_id = "r1", timeout_s = 1 });
        await board.ReceiveAsync(CommandTopic);
        await board.PublishAsync("response", """{"request_id":"r1","state":"accepted"}""");

        using var response = await call.InTime();
        var begun = await TestGateway.ReadAsync(response);
        Assert.Equal((HttpStatusCode.Accepted, "accepted", JsonValueKind.Null), (response.StatusCode, begun.GetProperty("state").GetString(), begun.GetProperty("success").ValueKind));
        await board.PublishAsync("response", """{"request_id":"r1","state":"done","success":true}""");
        Assert.Equal("done", (await gateway.GetAsync(Path + "/r1")).GetProperty("state").GetString());
        using var none = await gateway.Http.GetAsync(Path + "/r2", Patience.Cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData(Admission.Pending, "pending")]
    [InlineData(Admission.Suspended, "suspended")]
    [InlineData(Admission.Retired, "retired")]
    public async Task A_device_that_is_not_approved_gets_no_command(Admission admission, string word)
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        await gateway.Store.SetAdmissionAsync("b1", admission, Times.Arrival, Patience.Cancel);

        using var response = await gateway.PostAsync(Path, new { action = "ping" });

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains($"'b1' is {word}: approve it", (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
        Assert.Empty((await gateway.GetAsync(Path)).GetProperty("commands").EnumerateArray());
    }

    [Fact]
    public async Task Silence_of_the_board_is_a_time_out_with_the_request_id()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);

        using var response = await gateway.PostAsync(Path, new { action = "ping", timeout_s = 0.2, request_id = "r1" });

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("r1", (await TestGateway.ReadAsync(response)).GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task The_same_request_again_gives_the_same_answer_and_is_not_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await OnlineAsync(gateway);
        var first = gateway.PostAsync(Path, new { action = "ping", request_id = "r1" });
        await board.ReceiveAsync(CommandTopic);
        await board.PublishAsync("response", """{"request_id":"r1","success":true,"result":{"n":1}}""");
        using var firstResponse = await first.InTime();

        using var again = await gateway.PostAsync(Path, new { action = "ping", request_id = "r1" });

        Assert.Equal(1, (await TestGateway.ReadAsync(again)).GetProperty("result").GetProperty("n").GetInt32());
        var other = gateway.PostAsync(Path, new { action = "ping", request_id = "r2" });
        Assert.Equal("r2", (await board.ReceiveAsync(CommandTopic)).GetProperty("request_id").GetString()); // nothing of r1 came before it
        await board.PublishAsync("response", """{"request_id":"r2","success":true}""");
        using var otherResponse = await other.InTime();
    }

    [Fact]
    public async Task Two_callers_with_the_same_request_share_one_answer()
    {
        var pending = new PendingCommands(new CommandsOptions(), new FleetEvents());
        var first = pending.Add("b1", "r1", out var firstSends);
        var second = pending.Add("b1", "r1", out var secondSends);
        var other = pending.Add("b2", "r1", out var otherSends);

        pending.Committed([new ResponseInbound("b1", Times.Arrival, "r1", CommandState.Done, "{}")], new CommitResult([Outcome.Stored], [], 0));

        Assert.Equal((true, false, true), (firstSends, secondSends, otherSends));
        Assert.Equal(("{}", "{}"), (await first!.InTime(), await second!.InTime()));
        Assert.False(other!.IsCompleted);
    }

    [Theory]
    [InlineData("""{"params":{}}""", "action must be a text")]
    [InlineData("""{"action":"Set LED"}""", "action = \"Set LED\" must be")]
    [InlineData("""{"action":"ping","params":[1]}""", "params = [1] must be an object")]
    [InlineData("""{"action":"ping","timeout_s":0}""", "timeout_s = 0 must be")]
    [InlineData("""{"action":"ping","timeout_s":301}""", "up to 300")]
    [InlineData("""{"action":"ping","request_id":"a b"}""", "request_id = \"a b\" must be")]
    [InlineData("""{"action":"ping","timout_s":5}""", "no member 'timout_s'; did you mean timeout_s?")]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"action":"\ud800"}""", "not valid UTF-8 or Unicode")]
    [InlineData("""{"\ud800":1}""", "not valid UTF-8 or Unicode")]
    [InlineData("", "not JSON")]
    [InlineData("{\n\"action\":}", "not JSON: see line 2, position 10")]
    public async Task A_wrong_request_says_which_field_is_wrong(string body, string says)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await gateway.Http.PostAsync(Path, content, Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Parameters_that_a_board_cannot_take_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.PostAsync(Path, new { action = "ping", @params = new { text = new string('x', 5000) } });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_device_gets_no_command()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.PostAsync("/api/devices/nobody/commands", new { action = "ping" });

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task What_a_foreign_page_can_send_is_refused(string type)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var content = new StringContent("""{"action":"ping"}""", Encoding.UTF8, type);

        using var response = await gateway.Http.PostAsync(Path, content, Patience.Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_command_is_not_taken_while_the_broker_cannot_be_reached()
    {
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<IBrokerLink>(new TestLink { IsUp = false }));
        await gateway.Store.CommitAsync([new HeartbeatInbound("b1", Times.Arrival, null, 0, null)], Patience.Cancel);

        using var response = await gateway.PostAsync(Path, new { action = "ping" });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("The broker cannot be reached", (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task More_commands_than_may_wait_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(["--Commands:MaximumPending=1"]);
        await using var board = await OnlineAsync(gateway);
        var first = gateway.PostAsync(Path, new { action = "ping", request_id = "r1" });
        await board.ReceiveAsync(CommandTopic);

        using var second = await gateway.PostAsync(Path, new { action = "ping", request_id = "r2" });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        await board.PublishAsync("response", """{"request_id":"r1","success":true}""");
        using var done = await first.InTime();
    }

    private static async Task<TestBoard> OnlineAsync(TestGateway gateway)
    {
        var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("status", "online");
        return board;
    }

    private static async Task<JsonElement> ListedAsync(TestGateway gateway) =>
        Assert.Single((await gateway.GetAsync(Path)).GetProperty("commands").EnumerateArray());
}
