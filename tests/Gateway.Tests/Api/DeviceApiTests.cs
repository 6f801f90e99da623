using System.Net;
using System.Text.Json;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>What programs read of devices.</summary>
public sealed class DeviceApiTests
{
    [Fact]
    public async Task The_last_report_has_its_form_whichever_shape_came_in()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("status", """{"status":"online","battery":87}""");
        await board.PublishAsync("data", """{"sensors":[{"sensor_name":"temperature","value":24.1,"unit":"°C","timestamp":"2026-01-05T16:00:00+08:00"}],"status":{"rssi":-55},"location":{"latitude":48.1374,"longitude":11.5755}}""");
        await board.PublishAsync("data", """{"humidity":58}""");
        await board.PublishAsync("data/light", "640");
        await board.PublishAsync("heartbeat", "");

        var device = await gateway.GetAsync("/api/devices/b1");

        Assert.True(device.GetProperty("is_online").GetBoolean());
        Assert.Equal("online", device.GetProperty("device_status").GetString());
        var temperature = device.GetProperty("sensors").GetProperty("temperature");
        Assert.Equal((24.1, "°C", "2026-01-05T08:00:00.000Z"), (temperature.GetProperty("value").GetDouble(), temperature.GetProperty("unit").GetString(), temperature.GetProperty("timestamp").GetString()));
        Assert.Equal(58, device.GetProperty("sensors").GetProperty("humidity").GetProperty("value").GetDouble());
        Assert.Equal(640, device.GetProperty("sensors").GetProperty("light").GetProperty("value").GetDouble());
        Assert.Equal((87, -55), (device.GetProperty("status").GetProperty("battery").GetInt32(), device.GetProperty("status").GetProperty("rssi").GetInt32()));
        Assert.Equal(48.1374, device.GetProperty("location").GetProperty("latitude").GetDouble());
        foreach (var time in new[] { "last_seen", "last_heartbeat", "upload_timestamp" })
            Assert.EndsWith("Z", device.GetProperty(time).GetString());

        var list = await gateway.GetAsync("/api/devices");
        Assert.Equal("b1", Assert.Single(list.GetProperty("devices").EnumerateArray()).GetProperty("device_id").GetString());
    }

    [Fact]
    public async Task Readings_come_page_by_page_each_once_and_newest_first()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        for (var i = 0; i < 25; i++) await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":{{i + 1}},"timestamp":"2026-01-05T08:00:{{i:00}}Z","sensors":[{"sensor_name":"t","value":{{i}}},{"sensor_name":"u","value":{{i}}}]}""");

        List<double> values = [];
        List<int> pages = [];
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await gateway.GetAsync($"/api/devices/b1/readings?sensor=t&limit=10&cursor={cursor}");
            values.AddRange(page.GetProperty("readings").EnumerateArray().Select(reading => reading.GetProperty("value").GetDouble()));
            pages.Add(page.GetProperty("readings").GetArrayLength());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal([10, 10, 5], pages);
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(n => (double)n), values);
    }

    [Fact]
    public async Task Readings_are_cut_by_time_from_included_to_excluded()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        for (var i = 0; i < 5; i++) await board.PublishAsync("data", $$"""{"timestamp":"2026-01-05T08:00:0{{i}}Z","sensors":[{"sensor_name":"t","value":{{i}}}]}""");

        var page = await gateway.GetAsync("/api/devices/b1/readings?from=2026-01-05T08:00:01Z&to=1767600003");

        Assert.Equal([2, 1], page.GetProperty("readings").EnumerateArray().Select(reading => reading.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task A_series_comes_from_readings_or_from_rollups_with_what_they_come_to()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        for (var i = 0; i < 5; i++) await board.PublishAsync("data", $$"""{"timestamp":"2026-01-05T08:00:0{{i}}Z","sensors":[{"sensor_name":"t","value":{{i}},"unit":"V"}]}""");
        while (await gateway.Store.RollUpAsync(Patience.Cancel)) await Task.Yield();

        var readings = await gateway.GetAsync("/api/devices/b1/series?sensor=t&from=2026-01-05T08:00:01Z&to=2026-01-05T09:00:00Z&points=2");
        var days = await gateway.GetAsync("/api/devices/b1/series?sensor=t&from=2025-01-05T00:00:00Z&to=2026-01-06T00:00:00Z");

        Assert.Equal(("minute", 60), (Text(readings, "level"), readings.GetProperty("step_seconds").GetInt32())); // single readings are kept for 90 days
        Assert.Equal(("day", 86_400), (Text(days, "level"), days.GetProperty("step_seconds").GetInt32()));
        var day = Assert.Single(days.GetProperty("points").EnumerateArray());
        Assert.Equal(
            """{"timestamp":"2026-01-05T00:00:00.000Z","unit":"V","count":5,"min":0,"max":4,"mean":2,"last":4,"last_timestamp":"2026-01-05T08:00:04.000Z"}""",
            day.GetRawText());
    }

    [Theory]
    [InlineData("", "sensor = '' must be the name of one sensor")]
    [InlineData("sensor=t&points=1", "points = '1' must be a number from 2 to 5000")]
    [InlineData("sensor=t&from=tomorrow", "from = 'tomorrow' must be a time such as")]
    [InlineData("sensor=t&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "must not be later")]
    public async Task A_series_that_cannot_be_asked_for_says_which_field_is_wrong(string query, string says)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Http.GetAsync($"/api/devices/b1/series?{query}", Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("from=yesterday", "from = 'yesterday' must be a time such as")]
    [InlineData("to=2026-13-01T00:00:00Z", "to = '2026-13-01T00:00:00Z'")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "must not be later")]
    [InlineData("limit=0", "limit = '0' must be a number from 1 to 5000")]
    [InlineData("limit=ten", "limit = 'ten'")]
    [InlineData("sensor=Temp-1", "sensor = 'Temp-1' must be")]
    [InlineData("cursor=abc", "is not one that this gateway gave")]
    public async Task A_question_that_cannot_be_answered_says_which_field_is_wrong(string query, string says)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Http.GetAsync($"/api/devices/b1/readings?{query}", Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/readings")]
    [InlineData("/series?sensor=t")]
    [InlineData("/balance")]
    [InlineData("/commands")]
    public async Task An_unknown_device_is_not_found(string path)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Http.GetAsync($"/api/devices/nobody{path}", Patience.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("'nobody'", (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_balance_counts_what_was_stored_twice_sent_and_dropped()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        foreach (var seq in new[] { 1, 2, 2, 5 }) await board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":1}],"dropped":[{"boot":"9f3c21aa","from":3,"to":3,"reason":"outbox_full"}]}""");

        var balance = await gateway.GetAsync("/api/devices/b1/balance");

        Assert.Equal((5L, 3L, 1L), (balance.GetProperty("taken").GetInt64(), balance.GetProperty("stored").GetInt64(), balance.GetProperty("waiting").GetInt64()));
        Assert.Equal(1, balance.GetProperty("dropped").GetProperty("outbox_full").GetInt64());
        Assert.Equal("9f3c21aa", Assert.Single(balance.GetProperty("boots").EnumerateArray()).GetProperty("boot").GetString());
    }

    [Fact]
    public async Task Quarantine_shows_topic_payload_reason_and_sentence()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("data", """{"temperature":24.1,""");
        await board.PublishAsync("data", """{"temperature":24.1,""");

        var list = await gateway.GetAsync("/api/quarantine");

        var message = Assert.Single(list.GetProperty("messages").EnumerateArray());
        Assert.Equal(("devices/b1/data", """{"temperature":24.1,""", "not_json", 2), (Text(message, "topic"), Text(message, "payload"), Text(message, "reason"), message.GetProperty("count").GetInt32()));
        Assert.Contains("line 1, position 20", Text(message, "sentence"));
    }

    [Fact]
    public async Task A_name_that_is_not_of_this_machine_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/devices");
        request.Headers.Host = "nanofleet.example";

        using var response = await gateway.Http.SendAsync(request, Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
