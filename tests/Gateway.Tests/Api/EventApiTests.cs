using System.Net;
using System.Text.Json;
using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Api;

/// <summary>The live stream, inside the process and over HTTP.</summary>
public sealed class EventApiTests
{
    [Fact]
    public async Task A_listener_hears_of_readings_and_presence_after_they_are_stored()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var stream = await ListenAsync(gateway, "");
        await using var board = await gateway.ConnectAsync("b1");

        await board.PublishAsync("data", """{"t":1.5}""");

        Dictionary<string, JsonElement> heard = [];
        while (heard.Count < 2)
        {
            var (name, data) = await NextAsync(stream);
            heard.Add(name, data);
        }

        Assert.Equal(("b1", "t", 1.5), (heard["data"].GetProperty("device_id").GetString(), heard["data"].GetProperty("readings")[0].GetProperty("sensor_name").GetString(), heard["data"].GetProperty("readings")[0].GetProperty("value").GetDouble()));
        Assert.Equal((true, "online"), (heard["status"].GetProperty("is_online").GetBoolean(), heard["status"].GetProperty("device_status").GetString()));
        Assert.Single((await gateway.GetAsync("/api/devices/b1/readings")).GetProperty("readings").EnumerateArray());
    }

    [Fact]
    public async Task A_listener_of_one_device_hears_only_of_that_one()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var stream = await ListenAsync(gateway, "?device=b2");

        gateway.Events.Publish(new PresenceChanged("b1", Times.Arrival, true, "online"));
        gateway.Events.Publish(new PresenceChanged("b2", Times.Arrival, true, "online"));

        Assert.Equal("b2", (await NextAsync(stream)).Data.GetProperty("device_id").GetString());
    }

    [Fact]
    public async Task More_listeners_than_the_limit_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync(["--Api:EventListeners=1"]);
        using var first = await ListenAsync(gateway, "");

        using var second = await gateway.Http.GetAsync("/api/events", Patience.Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
    }

    [Fact]
    public async Task The_gateway_stops_while_listeners_listen()
    {
        var gateway = await TestGateway.StartAsync(configure: TestGateway.StopsOnlyByItself);
        using var stream = await ListenAsync(gateway, "");

        await gateway.DisposeAsync().AsTask().InTime();
    }

    [Fact]
    public async Task A_subscription_that_falls_behind_is_ended_and_holds_nobody_up()
    {
        var events = new FleetEvents();
        using var slow = events.Subscribe(2);
        using var fast = events.Subscribe(10);

        for (var i = 0; i < 3; i++) events.Publish(new PresenceChanged($"b{i}", Times.Arrival, true, "online"));

        Assert.True(slow.WasCut);
        Assert.Equal("b0", (await slow.NextAsync(Patience.Cancel))!.DeviceId);
        Assert.Equal("b1", (await slow.NextAsync(Patience.Cancel))!.DeviceId);
        Assert.Null(await slow.NextAsync(Patience.Cancel));
        Assert.Equal(1, events.Listeners);
        for (var i = 0; i < 3; i++) Assert.Equal($"b{i}", (await fast.NextAsync(Patience.Cancel))!.DeviceId);
    }

    [Fact]
    public void Duplicates_are_no_news()
    {
        var events = new FleetEvents();
        using var subscription = events.Subscribe(10);
        var data = new DataInbound("b1", Times.Arrival, "9f3c21aa", 1, [new ReadingRow("t", 1, null, Times.Arrival, TimeQuality.Arrival)], [], []);

        events.Committed([data, data], new CommitResult([Outcome.Stored, Outcome.Duplicate], [], 1));

        Assert.True(subscription.NextAsync(Patience.Cancel).IsCompletedSuccessfully);
        Assert.False(subscription.NextAsync(Patience.Cancel).IsCompleted);
    }

    /// <summary>Returns when the gateway has begun to answer, so nothing after it is missed.</summary>
    private static async Task<StreamReader> ListenAsync(TestGateway gateway, string query)
    {
        var response = await gateway.Http.GetAsync($"/api/events{query}", HttpCompletionOption.ResponseHeadersRead, Patience.Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Patience.Cancel));
        Assert.Equal(": welcome", await reader.ReadLineAsync(Patience.Cancel));
        return reader;
    }

    private static async Task<(string Name, JsonElement Data)> NextAsync(StreamReader stream)
    {
        var name = "";
        while (await stream.ReadLineAsync(Patience.Cancel).AsTask().InTime() is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (name, JsonDocument.Parse(line[6..]).RootElement);
        }

        throw new InvalidOperationException("the stream ended");
    }
}
