using System.Net;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>A change of a password ends, whatever the device reports of it.</summary>
public sealed class RotationReportTests
{
    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("""{"version":"1","state":"applied"}""")]
    [InlineData("""{"version":1,"state":"applied","results":[]}""")]
    [InlineData("""{"version":1,"state":"applied","results":{"broker_password":"applied"}}""")]
    public async Task A_report_of_another_shape_does_not_keep_the_change_from_ending(string report)
    {
        await using var gateway = await TestGateway.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        await using var client = await kitchen.ConnectAsync();
        await kitchen.SendReadingAsync(client, 1);
        using var begun = await gateway.PostAsync("/api/devices/kitchen/credentials/rotate", new { });
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        await client.PublishAsync("devices/kitchen/config/reported", Encoding.UTF8.GetBytes(report), MqttQoS.AtLeastOnce, cancel: Patience.Cancel).AsTask().InTime();

        Assert.False((await EndAsync(gateway).InTime()).GetProperty("changed").GetBoolean());
    }

    private async Task<JsonElement> EndAsync(TestGateway gateway)
    {
        while (true)
        {
            var state = await gateway.GetAsync("/api/devices/kitchen/credentials");
            if (state.GetProperty("last_rotation") is { ValueKind: JsonValueKind.Object } end) return end;
            _clock.Advance(TimeSpan.FromHours(1)); // it gives up in the end
        }
    }
}
