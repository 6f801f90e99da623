using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>Readings by HTTP: the same rules as by MQTT, and an answer that says what became of each entry.</summary>
public sealed class UploadApiTests
{
    private const string Full = """{"sensors":[{"sensor_name":"temperature","value":24.1,"unit":"°C","timestamp":"2026-01-05T16:00:00+08:00"},{"sensor_name":"humidity","value":58,"unit":"%"}],"status":{"rssi":-55},"location":{"latitude":48.1374,"longitude":11.5755},"timestamp":"2026-01-05T16:00:00+08:00"}""";

    [Fact]
    public async Task The_full_shape_is_stored_when_the_answer_comes()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (status, answer) = await UploadAsync(gateway, Full);

        Assert.Equal((HttpStatusCode.OK, "stored", 2, 0), (status, answer.GetProperty("outcome").GetString(), answer.GetProperty("accepted").GetInt32(), answer.GetProperty("refused").GetArrayLength()));
        var device = await gateway.GetAsync("/api/devices/b1");
        Assert.Equal("2026-01-05T08:00:00.000Z", device.GetProperty("sensors").GetProperty("humidity").GetProperty("timestamp").GetString());
        Assert.Equal((-55, 48.1374), (device.GetProperty("status").GetProperty("rssi").GetInt32(), device.GetProperty("location").GetProperty("latitude").GetDouble()));
        Assert.True(device.GetProperty("is_online").ValueKind is JsonValueKind.True or JsonValueKind.False);
    }

    [Theory]
    [InlineData("""{"temperature":24.1,"device_id":"b1"}""", "", null)]
    [InlineData("""{"temperature":24.1}""", "?device_id=b1", null)]
    [InlineData("""{"temperature":24.1}""", "", "b1")]
    [InlineData("""{"device_id":"b1","sensors":[{"sensor_name":"temperature","value":24.1}]}""", "?device_id=b1", "b1")]
    public async Task The_device_is_named_in_the_address_a_header_or_the_body(string body, string query, string? header)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = Request(body, query);
        if (header is not null) request.Headers.Add("X-Device-Id", header);

        var (status, answer) = await SendAsync(gateway, request);

        Assert.Equal((HttpStatusCode.OK, "b1", 1, 0), (status, answer.GetProperty("device_id").GetString(), answer.GetProperty("accepted").GetInt32(), answer.GetProperty("refused").GetArrayLength()));
    }

    [Fact]
    public async Task A_bad_entry_is_refused_with_its_reason_and_the_good_ones_beside_it_are_kept()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (status, answer) = await UploadAsync(gateway, """{"sensors":[{"sensor_name":"t","value":1},{"sensor_name":"Temp","value":2},{"sensor_name":"u","value":"warm"}]}""");

        Assert.Equal((HttpStatusCode.OK, 1), (status, answer.GetProperty("accepted").GetInt32()));
        Assert.Equal([("sensor_name", "'Temp'"), ("value", "\"warm\"")], answer.GetProperty("refused").EnumerateArray().Zip(["'Temp'", "\"warm\""], (refused, named) => (refused.GetProperty("reason").GetString(), refused.GetProperty("sentence").GetString()!.Contains(named) ? named : "")));
        Assert.Equal(2, (await gateway.GetAsync("/api/quarantine")).GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task The_same_boot_and_number_is_stored_once_whether_by_HTTP_or_by_MQTT()
    {
        const string numbered = """{"boot":"9f3c21aa","seq":1,"sensors":[{"sensor_name":"t","value":1}]}""";
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");

        var (_, first) = await UploadAsync(gateway, numbered);
        var (status, second) = await UploadAsync(gateway, numbered);
        await board.PublishAsync("data", numbered);

        Assert.Equal((HttpStatusCode.OK, "stored", "duplicate"), (status, first.GetProperty("outcome").GetString(), second.GetProperty("outcome").GetString()));
        Assert.Single((await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").EnumerateArray());
    }

    [Fact]
    public async Task An_upload_under_the_same_key_is_stored_once_and_another_content_under_it_is_a_conflict()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (_, first) = await UploadAsync(gateway, """{"t":1}""", key: "k1");
        var (_, second) = await UploadAsync(gateway, """{"t":1}""", key: "k1");
        var (conflict, problem) = await UploadAsync(gateway, """{"t":2}""", key: "k1");
        var (bad, fault) = await UploadAsync(gateway, """{"t":2}""", key: new string('k', 65));

        Assert.Equal(("stored", "duplicate"), (first.GetProperty("outcome").GetString(), second.GetProperty("outcome").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest), (conflict, bad));
        Assert.Contains("another content", problem.GetProperty("detail").GetString());
        Assert.Contains("1 to 64", fault.GetProperty("detail").GetString());
        Assert.Single((await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"t":1""", HttpStatusCode.BadRequest, "line 1, position 7")]
    [InlineData("""{"t":"warm"}""", HttpStatusCode.UnprocessableEntity, "\"warm\"")]
    [InlineData("""{"sensors":[{"sensor_name":"A","value":1},{"sensor_name":"B","value":1}]}""", HttpStatusCode.UnprocessableEntity, "None of the 2 entries")]
    [InlineData("[1]", HttpStatusCode.UnprocessableEntity, "not an object")]
    [InlineData("""{"boot":"x","seq":1,"sensors":[]}""", HttpStatusCode.UnprocessableEntity, "\"x\"")]
    public async Task What_cannot_be_used_is_answered_with_the_field_and_the_value(string body, HttpStatusCode status, string says)
    {
        await using var gateway = await TestGateway.StartAsync();

        var (answered, problem) = await UploadAsync(gateway, body);

        Assert.Equal(status, answered);
        Assert.Contains(says, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_upload_that_names_no_device_or_several_is_told_how_to()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (none, how) = await SendAsync(gateway, Request("""{"t":1}""", ""));
        var (several, which) = await SendAsync(gateway, Request("""{"t":1,"device_id":"b2"}""", "?device_id=b1"));
        var (bad, rule) = await SendAsync(gateway, Request("""{"t":1}""", "?device_id=b%201"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (none, several, bad));
        Assert.Contains("?device_id=", how.GetProperty("detail").GetString());
        Assert.Contains("b1, b2", which.GetProperty("detail").GetString());
        Assert.Contains("'b 1'", rule.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_packed_upload_is_unpacked_within_the_limit_of_a_message()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (status, _) = await PackedAsync(gateway, Pack(Encoding.UTF8.GetBytes(Full)), "gzip");
        var (bomb, tooLarge) = await PackedAsync(gateway, Pack(new byte[50_000_000]), "gzip");
        var (cut, damaged) = await PackedAsync(gateway, Pack(Encoding.UTF8.GetBytes(Full))[..^12], "gzip");
        var (other, encodings) = await PackedAsync(gateway, [1, 2, 3], "br");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType), (status, bomb, cut, other));
        Assert.Contains("65536", tooLarge.GetProperty("detail").GetString());
        Assert.Contains("damaged", damaged.GetProperty("detail").GetString());
        Assert.Contains("'br'", encodings.GetProperty("detail").GetString());
        Assert.Equal(2, (await gateway.GetAsync("/api/devices/b1/readings?from=2020-01-01T00:00:00Z")).GetProperty("readings").GetArrayLength());
    }

    [Fact]
    public async Task A_packed_message_by_MQTT_is_unpacked_by_content_and_a_bomb_goes_to_quarantine_as_it_came()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var board = await gateway.ConnectAsync("b1");
        var bomb = Pack(new byte[50_000_000]);

        await board.PublishAsync("data", Pack(Encoding.UTF8.GetBytes(Full)));
        await board.PublishAsync("data", bomb);

        Assert.Equal(24.1, (await gateway.GetAsync("/api/devices/b1")).GetProperty("sensors").GetProperty("temperature").GetProperty("value").GetDouble());
        var row = Assert.Single(await gateway.Store.ListQuarantineAsync(new QuarantineQuery(new QuarantineFilter(), 10), Patience.Cancel));
        Assert.Equal(("too_large", bomb.Length), (row.Reason, row.Payload.Length));
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_not_JSON_by_its_type_is_not_read()
    {
        await using var gateway = await TestGateway.StartAsync();

        var (large, _) = await UploadAsync(gateway, $$"""{"t":1,"note":"{{new string('x', 70_000)}}"}""");
        using var form = await gateway.Http.PostAsync("/api/devices/data/upload?device_id=b1", new FormUrlEncodedContent([new("t", "1")]), Patience.Cancel);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType), (large, form.StatusCode));
    }

    [Fact]
    public async Task An_upload_of_a_new_device_waits_and_is_stored_once_with_its_approval()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:Unknown=pending"]);

        var (status, answer) = await UploadAsync(gateway, """{"t":1}""", key: "k1");
        var (_, again) = await UploadAsync(gateway, """{"t":1}""", key: "k1");
        using var approved = await gateway.Http.PutAsync("/api/devices/b1/state", new StringContent("""{"state":"approved"}""", Encoding.UTF8, "application/json"), Patience.Cancel);

        Assert.Equal((HttpStatusCode.Accepted, "held", "duplicate"), (status, answer.GetProperty("outcome").GetString(), again.GetProperty("outcome").GetString()));
        Assert.Single((await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").EnumerateArray());
    }

    [Fact]
    public async Task An_upload_of_a_device_that_may_not_send_is_forbidden()
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:Unknown=reject"]);

        var (status, problem) = await UploadAsync(gateway, """{"t":1}""");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("'b1'", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task No_answer_comes_before_the_commit_and_one_that_takes_too_long_says_to_try_again()
    {
        var store = new MemoryStore();
        await using var gateway = await TestGateway.StartAsync(["--Ingest:UploadTimeout=200ms"], builder => builder.Services.AddSingleton<IStore>(store));
        store.Hold();

        var upload = UploadAsync(gateway, """{"t":1}""");
        await store.WaitForAttemptAsync();
        var (status, problem) = await upload.InTime();
        store.Release();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("not be stored twice", problem.GetProperty("detail").GetString());
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return packed.ToArray();
    }

    private static Task<(HttpStatusCode Status, JsonElement Answer)> UploadAsync(TestGateway gateway, string body, string? key = null)
    {
        var request = Request(body, "?device_id=b1");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return SendAsync(gateway, request);
    }

    private static Task<(HttpStatusCode Status, JsonElement Answer)> PackedAsync(TestGateway gateway, byte[] body, string encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return SendAsync(gateway, new HttpRequestMessage(HttpMethod.Post, "/api/devices/data/upload?device_id=b1") { Content = content });
    }

    private static HttpRequestMessage Request(string body, string query) =>
        new(HttpMethod.Post, $"/api/devices/data/upload{query}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(TestGateway gateway, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await gateway.Http.SendAsync(request, Patience.Cancel);
            return (response.StatusCode, await TestGateway.ReadAsync(response));
        }
    }
}
