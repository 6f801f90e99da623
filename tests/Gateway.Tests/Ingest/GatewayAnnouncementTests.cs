using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nanofleet.Gateway.Configuration;
using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>What boards learn of the gateway, and when.</summary>
public sealed class GatewayAnnouncementTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TestLink _link = new();
    private readonly IngestCounters _counters = new();
    private readonly MqttOptions _mqtt = new() { Namespace = "farm", Host = "broker.lan" };
    private readonly GatewayAudience _audience;
    private readonly GatewayAnnouncement _announcement;

    public GatewayAnnouncementTests()
    {
        _audience = new GatewayAudience(_mqtt, _counters);
        _announcement = new GatewayAnnouncement(_link, _audience, _mqtt, _clock, NullLogger<GatewayAnnouncement>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _announcement.StopAsync(CancellationToken.None);
        _announcement.Dispose();
    }

    [Fact]
    public async Task It_is_retained_in_the_namespace_and_renewed_each_minute_with_the_time()
    {
        await _announcement.StartAsync(Patience.Cancel);
        var (topic, payload, retain) = await _link.NextAsync();
        Assert.Equal(("farm/system/gateway", true), (topic, retain));
        Assert.Equal(("2026-01-06T00:00:00.000Z", false), Read(payload));

        await _clock.WaitForWaitAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, _link.Waiting);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("2026-01-06T00:01:00.000Z", Read((await _link.NextAsync()).Payload).Time);
    }

    [Fact]
    public async Task A_broker_that_comes_back_is_told_at_once()
    {
        _link.IsUp = false;
        await _announcement.StartAsync(Patience.Cancel);
        await _clock.WaitForWaitAsync();
        Assert.Equal(0, _link.Waiting);

        _link.ComeUp();

        Assert.Equal("farm/system/gateway", (await _link.NextAsync()).Topic);
    }

    [Theory]
    [InlineData("farm/system/gateway")]
    [InlineData("farm/system/#")]
    public async Task On_our_own_broker_it_waits_until_somebody_asks_for_it(string filter)
    {
        await WaitForAnAudienceAsync();
        foreach (var other in (string[])["#", "+/+", "system/gateway", "farm/systems"]) _audience.Hear(other);
        Assert.False(_audience.IsThere);

        _audience.Hear(filter);

        Assert.Equal("farm/system/gateway", (await _link.NextAsync()).Topic);
    }

    [Fact]
    public async Task On_our_own_broker_it_begins_when_a_device_was_heard()
    {
        await WaitForAnAudienceAsync();

        _counters.CountReceived();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("farm/system/gateway", (await _link.NextAsync()).Topic);
    }

    private async Task WaitForAnAudienceAsync()
    {
        _mqtt.Host = null;
        await _announcement.StartAsync(Patience.Cancel);
        await _clock.WaitForWaitAsync();
        Assert.Equal(0, _link.Waiting);
    }

    private static (string? Time, bool PubackMeansStored) Read(string payload)
    {
        var json = JsonDocument.Parse(payload).RootElement;
        return (json.GetProperty("timestamp").GetString(), json.GetProperty("puback_means_stored").GetBoolean());
    }
}
