using System.Net;
using System.Text;
using System.Text.Json;
using Nanofleet.Gateway.Security.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;
using Nanofleet.Mqtt;
using Nanofleet.Testing;

namespace Nanofleet.Gateway.Tests.Security.Devices;

/// <summary>A change of a password ends, whatever the device reports of it.</summary>
public sealed class RotationReportTests
{
    /// <summary>How often the gateway looks what came of changes.</summary>
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly ManualClock _clock = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("""{"version":"1","state":"applied"}""")]
    [InlineData("""{"version":1,"state":"applied","results":[]}""")]
    [InlineData("""{"version":1,"state":"applied","results":{"broker_password":"applied"}}""")]
    public async Task A_report_of_another_shape_does_not_keep_the_change_from_ending(string report)
    {
        await using var gateway = await TestGateway.StartAsync(["--Devices:RotationPatience=1m"], builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        var kitchen = await Registration.OfAsync(gateway, "kitchen");
        await using var client = await kitchen.ConnectAsync();
        await kitchen.SendReadingAsync(client, 1);
        using var begun = await gateway.PostAsync("/api/devices/kitchen/credentials/rotate", new { });
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        await client.PublishAsync("devices/kitchen/config/reported", Encoding.UTF8.GetBytes(report), MqttQoS.AtLeastOnce, cancel: Patience.Cancel).AsTask().InTime();

        Assert.False((await EndAsync(gateway).InTime()).GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task What_a_device_said_of_an_earlier_change_does_not_end_one_that_it_has_not_been_told_of()
    {
        await using var gateway = await TestGateway.StartAsync(
            ["--Mqtt:Host=127.0.0.1", $"--Mqtt:Port={FreePort.Next()}"],
            builder => builder.Services.AddSingleton<TimeProvider>(_clock).AddSingleton<IBrokerAccounts>(new OwnBrokerAccounts()));
        await Registration.OfAsync(gateway, "kitchen");
        using var begun = await gateway.PostAsync("/api/devices/kitchen/credentials/rotate", new { });
        var version = (await gateway.GetAsync("/api/devices/kitchen/config")).GetProperty("version").GetInt64();
        var report = JsonSerializer.Serialize(new { version, state = "applied", results = new { broker_password = new { code = "applied" } } });
        await gateway.Store.CommitAsync([new ConfigInbound("kitchen", _clock.NowMs, report)], Patience.Cancel);
        while (await SlotsAsync() != (1, null)) await JudgeAsync();

        // The gateway ends after the first step of the next change.
        var credentials = gateway.Host.Services.GetRequiredService<ICredentialStore>();
        Assert.True(await credentials.AddTrialAsync("kitchen", DevicePassword.Hash("unheard", slot: 0, _clock.NowMs, _clock.NowMs + 60_000), Patience.Cancel));
        await gateway.Host.Services.GetRequiredService<DeviceAccounts>().RefreshAsync("kitchen", Patience.Cancel);
        await JudgeAsync();
        Assert.Equal((1, 0), await SlotsAsync());
        while ((await SlotsAsync()).OnTrial is not null) await JudgeAsync();

        Assert.Equal(1, (await SlotsAsync()).InForce);

        async Task JudgeAsync()
        {
            _clock.Advance(Round);
            await _clock.UntilAwaitedAsync(Round);
        }

        async Task<(int? InForce, int? OnTrial)> SlotsAsync()
        {
            var account = DeviceAccount.Of(Assert.Single(await gateway.Host.Services.GetRequiredService<ICredentialStore>().ListAccountsAsync("kitchen", Patience.Cancel)));
            return (account.InForce?.Slot, account.OnTrial?.Slot);
        }
    }

    private async Task<JsonElement> EndAsync(TestGateway gateway)
    {
        while (true)
        {
            var state = await gateway.GetAsync("/api/devices/kitchen/credentials");
            if (state.GetProperty("last_rotation") is { ValueKind: JsonValueKind.Object } end) return end;
            _clock.Advance(TimeSpan.FromMinutes(1)); // it gives up in the end
        }
    }
}
