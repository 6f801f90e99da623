using System.Net;
using System.Text;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;

namespace Nanofleet.Gateway.Tests.Security.Throttling;

/// <summary>At the gateway's own broker a device that sends too much is held back, loses nothing, and is shown.</summary>
public sealed class BrokerLimitTests : IAsyncLifetime
{
    /// <summary>Until one message more may come; nothing else in the gateway waits for just so long, so whoever waits is the connection.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.125);

    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        ["--Limits:MessagesPerSecond=8", "--Limits:MessageBurst=5", "--Limits:StatusBytes=256", "--Limits:ConnectionsPerMinute=3", "--Limits:RetainedMessages=2", "--Broker:MaximumKeepAlive=0s"],
        builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_board_that_floods_is_held_back_and_every_reading_is_stored()
    {
        await using var board = await _gateway.ConnectAsync("flood");
        var sent = Enumerable.Range(1, 8).Select(seq => board.PublishAsync("data", $$"""{"boot":"9f3c21aa","seq":{{seq}},"sensors":[{"sensor_name":"t","value":1}]}""")).ToArray();
        await Task.WhenAll(sent[..6]); // the sixth is taken, and the connection not read after it
        await using var other = await _gateway.ConnectAsync("calm");
        await other.PublishAsync("data", """{"t":1}"""); // is not held back with it
        Assert.False(sent[6].IsCompleted);

        for (var i = 0; i < 2; i++)
        {
            await _clock.UntilAwaitedAsync(Pause);
            _clock.Advance(Pause);
        }

        await Task.WhenAll(sent);
        await _clock.UntilAwaitedAsync(Pause); // the eighth may be acknowledged before the pause after it is counted
        var device = await _gateway.GetAsync("/api/devices/flood");
        var balance = await _gateway.GetAsync("/api/devices/flood/balance");
        Assert.Equal((8, 0), (balance.GetProperty("stored").GetInt64(), balance.GetProperty("waiting").GetInt64()));
        Assert.Equal(3, device.GetProperty("limits").GetProperty("pauses").GetInt64());
        Assert.Equal(0, (await _gateway.GetAsync("/api/devices/calm")).GetProperty("limits").GetProperty("pauses").GetInt64());
        Assert.True((await _gateway.GetAsync("/healthz")).GetProperty("limits").GetProperty("paused_ms").GetInt64() > 0);
        Assert.Contains("held back ", await _gateway.Http.GetStringAsync("/devices/flood", Patience.Cancel));
    }

    [Fact]
    public async Task A_client_that_publishes_for_many_devices_is_measured_by_each_of_them()
    {
        await using var client = new MqttClient(new MqttClientOptions { Port = _gateway.Host.MqttEndPoint!.Port, ClientId = "bridge" });
        await client.ConnectAsync(Patience.Cancel);

        for (var i = 0; i < 20; i++) // four each, and none of them is over
            await client.PublishAsync($"devices/d{i % 5}/data", Encoding.UTF8.GetBytes($$"""{"t":{{i}}}"""), MqttQoS.AtLeastOnce, cancel: Patience.Cancel).AsTask().InTime();

        Assert.Equal(0, (await _gateway.GetAsync("/healthz")).GetProperty("limits").GetProperty("pauses").GetInt64());
    }

    [Fact]
    public async Task A_device_that_connects_again_and_again_is_refused_and_counted()
    {
        var reasons = new List<MqttReasonCode>();
        for (var i = 0; i < 4; i++)
        {
            await using var client = new MqttClient(new MqttClientOptions { Port = _gateway.Host.MqttEndPoint!.Port, ClientId = "loop" });
            reasons.Add((await client.ConnectAsync(Patience.Cancel)).ReasonCode);
        }

        Assert.Equal([MqttReasonCode.Success, MqttReasonCode.Success, MqttReasonCode.Success, MqttReasonCode.ConnectionRateExceeded], reasons);
        Assert.Equal(1, (await _gateway.GetAsync("/healthz")).GetProperty("limits").GetProperty("connections_refused").GetInt64());
    }

    [Fact]
    public async Task A_payload_that_is_too_long_for_its_topic_goes_to_quarantine()
    {
        await using var board = await _gateway.ConnectAsync("b1");

        await board.PublishAsync("status", $$"""{"status":"online","note":"{{new string('x', 300)}}"}""");
        await board.PublishAsync("data", $$"""{"t":1,"note":"{{new string('x', 300)}}"}""");

        var entries = (await _gateway.GetAsync("/api/quarantine?device=b1")).GetProperty("messages").EnumerateArray().ToList();
        Assert.Contains(entries, entry => entry.GetProperty("reason").GetString() == "too_large" && entry.GetProperty("topic").GetString() == "devices/b1/status");
        Assert.DoesNotContain(entries, entry => entry.GetProperty("reason").GetString() == "too_large" && entry.GetProperty("topic").GetString() == "devices/b1/data");
    }

    [Fact]
    public async Task What_one_device_retains_beyond_its_share_is_not_kept_but_counted_and_shown()
    {
        await using var client = new MqttClient(new MqttClientOptions { Port = _gateway.Host.MqttEndPoint!.Port, ClientId = "bridge" });
        await client.ConnectAsync(Patience.Cancel);
        await client.PublishAsync("devices/greedy/data", """{"t":1}"""u8.ToArray(), MqttQoS.AtLeastOnce, cancel: Patience.Cancel).AsTask().InTime(); // stored, so there is such a device

        foreach (var topic in new[] { "greedy/data/a", "greedy/data/b", "greedy/data/c", "greedy/data/d", "modest/data/a" })
            await client.PublishAsync($"devices/{topic}", """{"value":1}"""u8.ToArray(), MqttQoS.AtLeastOnce, retain: true, cancel: Patience.Cancel).AsTask().InTime();

        Assert.Equal(2, (await _gateway.GetAsync("/api/devices/greedy")).GetProperty("limits").GetProperty("not_retained").GetInt64());
        Assert.Equal(2, (await _gateway.GetAsync("/healthz")).GetProperty("limits").GetProperty("not_retained").GetInt64());
        Assert.Contains("2 messages not retained", await _gateway.Http.GetStringAsync("/devices/greedy", Patience.Cancel));
    }

    [Fact]
    public async Task Uploads_by_HTTP_have_the_same_measure()
    {
        for (var i = 0; i < 5; i++)
        {
            using var taken = await _gateway.PostAsync("/api/devices/data/upload?device_id=web", new { t = i });
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var refused = await _gateway.PostAsync("/api/devices/data/upload?device_id=web", new { t = 6 });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }
}
