using System.Net;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.CommandLine;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>What could not be used, and the second try after a fix. A fix comes with a new start, so the gateway starts twice on one database.</summary>
public sealed class QuarantineApiTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quarantine-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_list_shows_the_beginning_of_a_payload_and_its_row_the_whole()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        var payload = $"{{\"note\":\"{new string('ü', 2000)}\"";
        await board.PublishAsync("data", payload);

        var listed = Assert.Single((await gateway.GetAsync("/api/quarantine")).GetProperty("messages").EnumerateArray());
        var whole = await gateway.GetAsync($"/api/quarantine/{listed.GetProperty("id").GetInt64()}");

        Assert.StartsWith(listed.GetProperty("payload").GetString()!, payload);
        Assert.InRange(listed.GetProperty("payload").GetString()!.Length, 100, 1024);
        Assert.Equal(Encoding.UTF8.GetByteCount(payload), listed.GetProperty("bytes").GetInt64());
        Assert.Equal(payload, whole.GetProperty("payload").GetString());
    }

    [Fact]
    public async Task Quarantine_is_filtered_and_paged()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var one = await gateway.ConnectAsync("b1");
        await using var two = await gateway.ConnectAsync("b2");
        for (var i = 0; i < 5; i++) await one.PublishAsync("data", $"[{i}");
        await one.PublishAsync("data", """{"Bad":1}""");
        await two.PublishAsync("data", "[0");

        var first = await gateway.GetAsync("/api/quarantine?device=b1&reason=not_json&limit=3");
        var second = await gateway.GetAsync($"/api/quarantine?device=b1&reason=not_json&limit=3&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal(["[4", "[3", "[2"], first.GetProperty("messages").EnumerateArray().Select(row => row.GetProperty("payload").GetString()));
        Assert.Equal(["[1", "[0"], second.GetProperty("messages").EnumerateArray().Select(row => row.GetProperty("payload").GetString()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal(7, second.GetProperty("rows").GetInt64());
    }

    [Theory]
    [InlineData("?limit=0", "limit = '0'")]
    [InlineData("?cursor=abc", "cursor = 'abc'")]
    public async Task A_question_that_cannot_be_answered_says_why(string query, string says)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Http.GetAsync($"/api/quarantine{query}", Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_entry_that_can_now_be_used_is_replayed_with_its_own_times()
    {
        string arrival;
        await using (var strict = await StartAsync())
        {
            await using var board = await strict.ConnectAsync("b1");
            await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"timestamp":"2026-01-05T08:00:00Z","sensors":[{"sensor_name":"Temp","value":1},{"sensor_name":"t","value":2}]}""");
            var row = Assert.Single((await strict.GetAsync("/api/quarantine")).GetProperty("messages").EnumerateArray());
            var id = row.GetProperty("id").GetInt64();
            Assert.Equal(("sensor", "9f3c21aa", 1), (row.GetProperty("part").GetString(), row.GetProperty("boot").GetString(), row.GetProperty("seq").GetInt64()));
            arrival = row.GetProperty("first_seen").GetString()!;
            await strict.Store.CommitAsync([Renamed((await strict.Store.FindQuarantineAsync(id, Patience.Cancel))!)], Patience.Cancel);
        }

        await using var gateway = await StartAsync();
        using var response = await gateway.PostAsync("/api/quarantine/replay", new { device_id = "b1" });
        var report = await TestGateway.ReadAsync(response);

        Assert.Equal((1, 1, 0), (report.GetProperty("tried").GetInt32(), report.GetProperty("stored").GetInt32(), report.GetProperty("refused").GetInt32()));
        var readings = (await gateway.GetAsync("/api/devices/b1/readings?from=2020-01-01T00:00:00Z")).GetProperty("readings").EnumerateArray().ToArray();
        Assert.Equal(["t", "temp"], readings.Select(reading => reading.GetProperty("sensor_name").GetString()));
        Assert.All(readings, reading => Assert.Equal(("2026-01-05T08:00:00.000Z", arrival), (reading.GetProperty("timestamp").GetString(), reading.GetProperty("arrival_timestamp").GetString())));
        Assert.Equal(0, (await gateway.GetAsync("/api/quarantine")).GetProperty("rows").GetInt64());
        var balance = await gateway.GetAsync("/api/devices/b1/balance");
        Assert.Equal((1, 1, 0), (balance.GetProperty("taken").GetInt64(), balance.GetProperty("stored").GetInt64(), balance.GetProperty("waiting").GetInt64()));
    }

    [Fact]
    public async Task What_still_cannot_be_used_stays_and_the_answer_says_why()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", """{"t":"warm"}""");
        var id = Assert.Single((await gateway.GetAsync("/api/quarantine")).GetProperty("messages").EnumerateArray()).GetProperty("id").GetInt64();

        using var response = await gateway.PostAsync($"/api/quarantine/{id}/replay", new { });
        var answer = await TestGateway.ReadAsync(response);

        Assert.Equal(("refused", "value"), (answer.GetProperty("outcome").GetString(), answer.GetProperty("reason").GetString()));
        Assert.Contains("\"warm\"", answer.GetProperty("sentence").GetString());
        Assert.Equal(1, (await gateway.GetAsync("/api/quarantine")).GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task A_form_of_a_foreign_page_replays_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var one = await gateway.Http.PostAsync("/api/quarantine/1/replay", new FormUrlEncodedContent([]), Patience.Cancel);
        using var all = await gateway.Http.PostAsync("/api/quarantine/replay", new FormUrlEncodedContent([]), Patience.Cancel);
        using var page = await gateway.Http.PostAsync("/quarantine/replay", new FormUrlEncodedContent([]), Patience.Cancel);

        Assert.Equal([HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.BadRequest], [one.StatusCode, all.StatusCode, page.StatusCode]);
    }

    [Fact]
    public async Task The_command_line_lists_shows_and_replays()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", "[");
        var api = gateway.Host.HttpAddress.ToString();

        var (listed, list, _) = await RunAsync("list", "--device", "b1", "--api", api, "--key-file", gateway.KeyFile);
        var row = Assert.Single(JsonDocument.Parse(list).RootElement.GetProperty("messages").EnumerateArray());
        var id = row.GetProperty("id").GetInt64().ToString();
        var (shown, show, _) = await RunAsync("show", id, "--api", api, "--key-file", gateway.KeyFile);
        var (replayed, replay, _) = await RunAsync("replay", "--all", "--reason", "not_json", "--api", api, "--key-file", gateway.KeyFile);
        var (missing, _, problem) = await RunAsync("replay", "4711", "--api", api, "--key-file", gateway.KeyFile);

        Assert.Equal([0, 0, 0, 1], [listed, shown, replayed, missing]);
        Assert.Equal("[", JsonDocument.Parse(show).RootElement.GetProperty("payload").GetString());
        Assert.Equal(1, JsonDocument.Parse(replay).RootElement.GetProperty("refused").GetInt32());
        Assert.Contains("no message 4711", problem);
    }

    [Theory]
    [InlineData]
    [InlineData("replay")]
    [InlineData("show", "x")]
    [InlineData("list", "--what")]
    [InlineData("list", "--device")]
    public async Task The_command_line_explains_itself_when_it_is_not_understood(params string[] args)
    {
        var (code, _, usage) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains("quarantine replay --all", usage);
    }

    /// <summary>As if the rule for names had been another one when the entry came: what a fix of the program does.</summary>
    private static QuarantineInbound Renamed(QuarantineRecord row)
    {
        var payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(row.Payload).Replace("Temp", "temp"));
        return new(row.DeviceId!, row.FirstSeenMs, new QuarantineRow(row.Topic, payload, row.Reason, row.Sentence, row.Entry)) { Replays = row.Id };
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await new QuarantineCommand(output, errors).RunAsync(args, Patience.Cancel);
        return (code, output.ToString(), errors.ToString());
    }

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync([$"--Database:ConnectionString={_folder}/nanofleet.db"]);
}
