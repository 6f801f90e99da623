using System.Text.Json;
using Nanofleet.Contract;
using Nanofleet.Integration.Tests.Store;
using Nanofleet.Testing;

namespace Nanofleet.Integration.Tests.Connected;

/// <summary>What boards in the field send already, by the clients that they are built on.</summary>
public sealed class PayloadShapeTests(PostgresFixture postgres)
{
    private const string Time = "2026-01-05T08:00:00.000Z";

    /// <summary>The same reading in the shapes of the contract; the simple one carries no time.</summary>
    private static (string Topic, string Payload)[] Shapes(string prefix) =>
    [
        ($"devices/{prefix}-nano/data", $$"""{"boot":"9f3c21aa","seq":1,"timestamp":"{{Time}}","time_quality":"sntp","uptime_ms":1000,"sensors":[{"sensor_name":"temperature","value":24.1,"unit":"°C"}]}"""),
        ($"devices/{prefix}-full/data", """{"sensors":[{"sensor_name":"temperature","value":24.1,"unit":"°C","timestamp":"2026-01-05T16:00:00+08:00"}],"timestamp":"2026-01-05T16:00:00+08:00"}"""),
        ($"devices/{prefix}-simple/data", """{"temperature":24.1}"""),
        ($"devices/{prefix}-single/data/temperature", """{"value":24.1,"unit":"°C","timestamp":1767600000}"""),
    ];

    [Fact]
    public async Task Every_shape_lands_the_same_when_mosquitto_pub_and_paho_send_it()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres);
        if (!await ToolProcess.HasPythonModuleAsync("paho.mqtt")) Assert.Skip("Debian's python3-paho-mqtt is not installed");
        foreach (var (topic, payload) in Shapes("pub")) await gateway.PublishAsync(topic, payload);
        await gateway.PublishWithPahoAsync(Shapes("paho"));

        foreach (var prefix in new[] { "pub", "paho" })
        {
            foreach (var shape in new[] { "nano", "full", "simple", "single" })
            {
                var page = await gateway.UntilAsync($"/api/devices/{prefix}-{shape}/readings?from=2020-01-01T00:00:00Z", page => page.GetProperty("readings").GetArrayLength() > 0);
                var reading = Assert.Single(page.GetProperty("readings").EnumerateArray());
                Assert.Equal("temperature", reading.GetProperty("sensor_name").GetString());
                Assert.Equal(24.1, reading.GetProperty("value").GetDouble());
                if (shape == "simple") continue;
                Assert.Equal("°C", reading.GetProperty("unit").GetString());
                Assert.Equal(Time, reading.GetProperty("timestamp").GetString());
            }
        }
    }

    /// <summary>Topic below devices/, payload, the reason's code, and what its sentence must name.</summary>
    private static readonly (string Path, string Payload, string Reason, string Named)[] Malformed =
    [
        ("bad/data", "{\"temperature\":", RefusalCodes.NotJson, "position"),
        ("bad/data", "{\"temperature\":\"warm\"}", RefusalCodes.Value, "warm"),
        ("bad/data", "{\"Temp°\":21}", RefusalCodes.SensorName, "Temp°"),
        ("bad/data", "{\"sensors\":[{\"sensor_name\":\"humidity\",\"value\":null}]}", RefusalCodes.Value, "humidity"),
        ("bad/data", "{\"sensors\":[],\"location\":{\"latitude\":91,\"longitude\":0}}", RefusalCodes.Location, "91"),
        ("bad/data/temperature", "{\"value\":\"x\"}", RefusalCodes.Value, "x"),
        ("bad/status", "{\"status\":\"confused\"}", RefusalCodes.WrongShape, "confused"),
        ("bad id/data", "{\"temperature\":21}", RefusalCodes.DeviceId, "bad id"),
    ];

    [Fact]
    public async Task Malformed_messages_land_in_quarantine_with_a_sentence_that_names_the_value()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres);
        foreach (var (path, payload, _, _) in Malformed) await gateway.PublishAsync("devices/" + path, payload);
        var list = await gateway.UntilAsync("/api/quarantine", list => list.GetProperty("messages").GetArrayLength() >= Malformed.Length);
        var entries = list.GetProperty("messages").EnumerateArray().ToArray();
        foreach (var entry in entries) TestContext.Current.TestOutputHelper?.WriteLine(entry.GetProperty("sentence").GetString()!);
        Assert.Equal(Malformed.Length, entries.Length);
        Assert.All(Malformed, wanted => Assert.Contains(entries, entry =>
            entry.GetProperty("topic").GetString() == "devices/" + wanted.Path
            && entry.GetProperty("reason").GetString() == wanted.Reason
            && entry.GetProperty("sentence").GetString()!.Contains(wanted.Named, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Good_entries_are_stored_when_a_bad_one_stands_beside_them()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres);
        await gateway.PublishAsync("devices/mixed/data", """{"temperature":24.1,"note":"dry","humidity":58}""");
        var device = await gateway.UntilAsync("/api/devices/mixed", device => device.GetProperty("sensors").EnumerateObject().Count() == 2);
        Assert.Equal(58, device.GetProperty("sensors").GetProperty("humidity").GetProperty("value").GetDouble());
        await gateway.UntilAsync("/api/quarantine", list => list.GetProperty("messages").EnumerateArray().Any(entry => entry.GetProperty("sentence").GetString()!.Contains("note")));
    }

    [Fact]
    public async Task Retained_data_makes_no_reading_and_retained_status_counts_when_the_gateway_comes_later()
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres, async before =>
        {
            await before.PublishAsync("devices/keeper/data", """{"temperature":1}""", "--retain");
            await before.PublishAsync("devices/keeper/status", """{"status":"online","battery":87}""", "--retain");
        });
        await gateway.UntilAsync("/api/devices/keeper", device => device.GetProperty("status").TryGetProperty("battery", out _));
        await gateway.PublishAsync("devices/keeper/data", """{"temperature":2}""");
        var page = await gateway.UntilAsync("/api/devices/keeper/readings", page => page.GetProperty("readings").GetArrayLength() > 0);
        var reading = Assert.Single(page.GetProperty("readings").EnumerateArray());
        Assert.Equal(2, reading.GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("online", true)]
    [InlineData("{\"status\":\"online\",\"battery\":87,\"signal\":\"good\"}", true)]
    [InlineData("{\"status\":\"offline\",\"timestamp\":\"2026-01-05T08:00:00.000000\",\"reason\":\"unexpected_disconnect\"}", false)]
    public async Task Status_of_foreign_boards_sets_their_state(string payload, bool online)
    {
        await using var gateway = await ConnectedGateway.StartAsync(postgres, "--Mqtt:SingularRoot=true", "--Devices:WillGrace=00:00:00");
        await gateway.PublishAsync("device/foreign/status", payload, "--retain");
        var device = await gateway.UntilAsync("/api/devices/foreign", device => device.GetProperty("is_online").GetBoolean() == online);
        Assert.Equal(online ? "online" : "offline", device.GetProperty("device_status").GetString());
        if (payload.StartsWith('{')) Assert.Equal(JsonValueKind.Object, device.GetProperty("status").ValueKind);
    }
}
