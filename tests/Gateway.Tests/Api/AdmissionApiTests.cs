using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>What a newcomer meets with the default settings: the device is listed and waits, and with a word its readings are there.</summary>
public sealed class AdmissionApiTests
{
    private static readonly string[] Defaults = ["--Devices:Unknown=pending"];

    [Fact]
    public async Task Readings_of_a_new_device_are_there_with_their_times_once_it_is_approved()
    {
        await using var gateway = await TestGateway.StartAsync(Defaults);
        await using var board = await gateway.ConnectAsync("b1");
        await board.PublishAsync("status", "online");
        await board.PublishAsync("data", """{"boot":"9f3c21aa","seq":1,"timestamp":"2026-01-05T08:00:00Z","sensors":[{"sensor_name":"t","value":1}]}""");
        await board.PublishAsync("data", """{"t":2}""");
        await board.PublishAsync("data/light", "640");
        var waiting = await gateway.GetAsync("/api/devices/b1");
        Assert.Equal(("pending", 0), (waiting.GetProperty("state").GetString(), waiting.GetProperty("sensors").EnumerateObject().Count()));

        var answer = await SetAsync(gateway, "b1", "approved");

        Assert.Equal((3, 3), (answer.GetProperty("released").GetProperty("tried").GetInt32(), answer.GetProperty("released").GetProperty("stored").GetInt32()));
        var readings = (await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").EnumerateArray().ToArray();
        Assert.Equal(3, readings.Length);
        Assert.Equal("2026-01-05T08:00:00.000Z", readings[^1].GetProperty("timestamp").GetString());
        Assert.Equal(0, (await gateway.GetAsync("/api/quarantine")).GetProperty("rows").GetInt64());
        await board.PublishAsync("data", """{"t":3}""");
        Assert.Equal(4, (await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").GetArrayLength());
    }

    [Fact]
    public async Task What_a_crash_left_waiting_of_an_approved_device_is_stored_at_the_next_start()
    {
        var folder = Directory.CreateTempSubdirectory("admission-").FullName;
        try
        {
            string[] settings = [.. Defaults, $"--Database:ConnectionString={folder}/nanofleet.db"];
            await using (var first = await TestGateway.StartAsync(settings))
            {
                await using var board = await first.ConnectAsync("b1");
                await board.PublishAsync("data", """{"t":1}""");
                await first.Store.SetAdmissionAsync("b1", Admission.Approved, Times.Arrival, Patience.Cancel); // and no more
            }

            await using var second = await TestGateway.StartAsync(settings);
            using var limit = new CancellationTokenSource(Patience.Limit);
            while ((await second.GetAsync("/api/devices/b1/readings")).GetProperty("readings").GetArrayLength() == 0) await Task.Delay(20, limit.Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_suspended_device_stores_nothing_until_it_is_approved_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        await SetAsync(gateway, "b1", "suspended");
        await using var bridge = new MqttClient(new MqttClientOptions { Port = gateway.Host.MqttEndPoint!.Port, ClientId = "bridge" }); // the board itself would not get in
        await bridge.ConnectAsync(Patience.Cancel);
        await SendAsync(1);

        Assert.Equal(1, (await gateway.GetAsync("/api/devices/b1/balance")).GetProperty("dropped").GetProperty("suspended").GetInt64());
        await SetAsync(gateway, "b1", "approved");
        await SendAsync(2);
        Assert.Equal(1, (await gateway.GetAsync("/api/devices/b1/balance")).GetProperty("stored").GetInt64());

        Task<MqttReasonCode> SendAsync(int seq) => bridge
            .PublishAsync("devices/b1/data", Encoding.UTF8.GetBytes($$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":1}]}"""), MqttQoS.AtLeastOnce, cancel: Patience.Cancel)
            .AsTask().InTime();
    }

    [Theory]
    [InlineData("b1", """{"state":"maybe"}""", "approved, suspended, retired")]
    [InlineData("b1", "[", "approved, suspended, retired")]
    [InlineData("b 1", """{"state":"approved"}""", "'b 1'")]
    public async Task A_word_that_is_not_understood_says_which_there_are(string id, string body, string says)
    {
        await using var gateway = await TestGateway.StartAsync();

        using var response = await gateway.Http.PutAsync($"/api/devices/{id}/state", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Patience.Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(says, (await TestGateway.ReadAsync(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_page_says_who_waits_and_its_button_approves()
    {
        await using var gateway = await TestGateway.StartAsync(Defaults);
        foreach (var id in new[] { "b1", "b2" })
        {
            await using var board = await gateway.ConnectAsync(id);
            await board.PublishAsync("data", """{"t":21.5}""");
        }

        Assert.Contains("devices wait for approval: b1, b2", await gateway.Http.GetStringAsync("/", Patience.Cancel));
        Assert.Contains("waits for approval", await gateway.Http.GetStringAsync("/devices/b1", Patience.Cancel));
        var page = await gateway.Http.GetStringAsync("/pending", Patience.Cancel);
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("device", "b1"), new("device", "b2")]);
        using var forged = new FormUrlEncodedContent([new("device", "b1")]);
        using var refused = await gateway.Http.PostAsync("/pending/approve", forged, Patience.Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var approved = await gateway.Http.PostAsync("/pending/approve", form, Patience.Cancel);

        Assert.Equal("/", approved.RequestMessage!.RequestUri!.AbsolutePath); // where it was sent on to, without the key
        Assert.Equal(["approved", "approved"], (await gateway.GetAsync("/api/devices")).GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("state").GetString()));
        Assert.DoesNotContain("approval", await gateway.Http.GetStringAsync("/", Patience.Cancel));
        Assert.Equal(21.5, (await gateway.GetAsync("/api/devices/b2")).GetProperty("sensors").GetProperty("t").GetProperty("value").GetDouble());
    }

    private static async Task<JsonElement> SetAsync(TestGateway gateway, string id, string state)
    {
        using var response = await gateway.Http.PutAsJsonAsync($"/api/devices/{id}/state", new { state }, Patience.Cancel);
        return await TestGateway.ReadAsync(response.EnsureSuccessStatusCode());
    }
}
