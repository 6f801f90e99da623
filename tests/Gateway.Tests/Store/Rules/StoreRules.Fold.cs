using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

/// <summary>Last values and activities of devices, which commits leave to the fold: nobody who reads may notice.</summary>
public abstract partial class StoreRules
{
    [Fact]
    public async Task A_device_shows_what_was_committed_a_moment_ago_through_every_gateway_before_and_after_it_is_folded_in()
    {
        await CommitAsync(Message.Data(1, time: 50), Message.Data(7, "roof"));
        await RollUpAsync();
        await CommitAsync(Message.Data(2, time: 60), Message.Foreign(20_000, Message.Reading(40, 55, "humidity", "%", TimeQuality.Gateway)), Message.Heartbeat(30_000));

        foreach (var _ in (string[])["before", "after"])
        {
            foreach (var store in (SqlStore[])[Store, Open()])
            {
                var device = (await store.FindDeviceAsync(Message.Device, Cancel))!;
                Assert.Equal((30_000, 20_000), (device.LastSeenMs, device.LastUploadMs));
                Assert.Equal([new LastValue("humidity", 40, "%", 55, TimeQuality.Gateway), new LastValue("temperature", 2, "°C", 60, TimeQuality.Device)], device.LastValues);
                var listed = await store.ListDevicesAsync(Cancel);
                Assert.Equal([(Message.Device, 30_000L), ("roof", 10_007L)], listed.Select(known => (known.DeviceId, known.LastSeenMs!.Value)));
                Assert.Equal(7, listed[1].LastValues.Single().Value);
            }

            await RollUpAsync();
        }
    }

    [Fact]
    public async Task A_value_that_comes_late_does_not_replace_a_newer_one_on_whichever_side_of_the_fold_they_are()
    {
        foreach (var fold in (Func<Task>[])[() => Task.CompletedTask, RollUpAsync])
        {
            await CreateFreshAsync();
            await CommitAsync(Message.Data(1, time: 5_000));
            await fold();
            await CommitAsync(Message.Data(2, time: 4_000));
            Assert.Equal(1, (await DeviceAsync()).LastValues.Single().Value);
            await fold();
            await CommitAsync(Message.Data(3, time: 5_000)); // of equal time the one that came later
            Assert.Equal(3, (await DeviceAsync()).LastValues.Single().Value);
            await RollUpAsync();
            Assert.Equal(3, (await DeviceAsync()).LastValues.Single().Value);
        }
    }

    [Fact]
    public async Task A_sensor_that_changes_its_unit_within_a_fold_has_one_last_value()
    {
        await CommitAsync(Message.Foreign(1, Message.Reading(68, 2, unit: "°F"), Message.Reading(20, 1, unit: "°C"), Message.Reading(3, 1, "count", unit: null)));

        foreach (var _ in (string[])["before", "after"])
        {
            Assert.Equal([("count", 3, null), ("temperature", 68, "°F")], (await DeviceAsync()).LastValues.Select(value => (value.Sensor, value.Value, value.Unit)));
            await RollUpAsync();
        }

        Assert.Equal(2, await SqlAsync("SELECT COUNT(*) FROM last_values"));
    }

    [Fact]
    public async Task A_value_that_waits_for_its_time_is_shown_and_in_no_rollup()
    {
        await CommitAsync(Early(1, uptime: 100));

        foreach (var _ in (string[])["before", "after"])
        {
            Assert.Equal(1, (await DeviceAsync()).LastValues.Single().Value);
            Assert.Empty(await SeriesAsync(Nanofleet.Gateway.Store.Rollups.RollupLevel.Day));
            await RollUpAsync();
        }
    }

    [Fact]
    public async Task Several_gateways_that_fold_while_others_commit_lose_no_value()
    {
        const int gateways = 3;
        const int rounds = 30;
        var stores = Enumerable.Range(0, gateways).Select(_ => Open()).ToArray();
        await CommitAsync(Message.Data(1, "nobody"));

        await Task.WhenAll(stores.Select((store, gateway) => Task.Run(
            async () =>
            {
                for (var seq = 1; seq <= rounds; seq++)
                {
                    var batch = new Inbound[] { Message.Data(seq, $"device-{gateway}", time: seq), Message.Heartbeat(20_000 + seq) with { DeviceId = "everybody" } };
                    await RepeatAsync(() => store.CommitAsync(batch, Cancel));
                    await RepeatAsync(() => store.RollUpAsync(Cancel));
                }
            },
            Cancel)));

        var devices = (await Store.ListDevicesAsync(Cancel)).ToDictionary(device => device.DeviceId);
        for (var gateway = 0; gateway < gateways; gateway++)
            Assert.Equal((rounds, 10_000 + rounds), (devices[$"device-{gateway}"].LastValues.Single().Value, devices[$"device-{gateway}"].LastUploadMs));
        Assert.Equal(20_000 + rounds, devices["everybody"].LastSeenMs);
    }

    private async Task CreateFreshAsync()
    {
        await CreateDatabaseAsync();
        Store = Open();
        await Store.MigrateAsync(Cancel);
    }
}
