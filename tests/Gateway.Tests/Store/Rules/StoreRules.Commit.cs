using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task Commit_stores_readings_ledger_and_last_value_together()
    {
        var result = await CommitAsync(Message.Data(1), Message.Data(2));

        Assert.Equal([Outcome.Stored, Outcome.Stored], result.Outcomes);
        Assert.Equal(2, result.ReadingsStored);
        var ledger = Assert.Single(result.Ledgers);
        Assert.Equal((Message.Device, Message.Boot, 2), (ledger.DeviceId, ledger.Boot, ledger.High));
        Assert.Empty(ledger.Missing);
        Assert.Equal(
            [new StoredReading("temperature", 2, "°C", 1_002, 10_002, TimeQuality.Device), new StoredReading("temperature", 1, "°C", 1_001, 10_001, TimeQuality.Device)],
            await Store.ReadAsync(Everything, Cancel));
        var device = await DeviceAsync();
        Assert.Equal([new LastValue("temperature", 2, "°C", 1_002, TimeQuality.Device)], device.LastValues);
        Assert.Equal((10_001, 10_002, 10_002), (device.FirstSeenMs, device.LastSeenMs, device.LastUploadMs));
    }

    [Fact]
    public async Task A_message_that_comes_again_is_a_duplicate_and_writes_nothing_in_the_same_batch_and_in_a_later_one()
    {
        var first = await CommitAsync(Message.Data(1), Message.Data(1));
        var again = await CommitAsync(Message.Data(1), Message.Data(2));

        Assert.Equal([Outcome.Stored, Outcome.Duplicate], first.Outcomes);
        Assert.Equal([Outcome.Duplicate, Outcome.Stored], again.Outcomes);
        Assert.Equal([2, 1], await ValuesAsync());
    }

    [Fact]
    public async Task A_duplicate_still_names_its_ledger_so_that_the_board_hears_stored_again()
    {
        await CommitAsync(Message.Data(1), Message.Data(3));

        var result = await CommitAsync(Message.Data(3));

        var ledger = Assert.Single(result.Ledgers);
        Assert.Equal(3, ledger.High);
        Assert.Equal([new SeqRange(2, 2)], ledger.Missing);
    }

    [Fact]
    public async Task A_commit_that_breaks_down_in_the_middle_leaves_nothing_and_can_be_repeated()
    {
        Inbound[] batch = [Message.Online(5), Message.Data(1, drops: new DropRow("0000aaaa", 1, 4, "reboot")), Message.Data(2), Message.Quarantined(7, "{")];
        await BreakInsertsAsync("quarantine");
        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(batch, Cancel));

        Assert.Null(await Store.FindDeviceAsync(Message.Device, Cancel));
        foreach (var table in (string[])["devices", "sensors", "readings", "ledger", "last_values", "quarantine"])
            Assert.Equal(0, await SqlAsync($"SELECT COUNT(*) FROM {table}"));

        await RepairInsertsAsync("quarantine");
        var result = await Store.CommitAsync(batch, Cancel);
        Assert.Equal([Outcome.Stored, Outcome.Stored, Outcome.Stored, Outcome.Refused], result.Outcomes);
        Assert.Equal([2, 1], await ValuesAsync());
    }

    [Fact]
    public async Task A_cancelled_commit_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CommitAsync([Message.Data(1)], cancelled.Token));

        Assert.Null(await Store.FindDeviceAsync(Message.Device, Cancel));
    }

    [Fact]
    public async Task An_empty_batch_does_nothing()
    {
        var result = await CommitAsync();

        Assert.Empty(result.Outcomes);
        Assert.Empty(await Store.ListDevicesAsync(Cancel));
    }

    [Fact]
    public async Task Last_values_stay_with_the_newest_time_when_older_readings_come_late()
    {
        await CommitAsync(Message.Data(1, time: 5_000));
        await CommitAsync(Message.Data(2, time: 4_000), Message.Data(3, time: 4_500));

        Assert.Equal([new LastValue("temperature", 1, "°C", 5_000, TimeQuality.Device)], (await DeviceAsync()).LastValues);

        await CommitAsync(Message.Data(4, time: 6_000), Message.Data(5, time: 5_500));

        Assert.Equal([new LastValue("temperature", 4, "°C", 6_000, TimeQuality.Device)], (await DeviceAsync()).LastValues);
    }

    [Fact]
    public async Task Readings_keep_their_unit_and_a_sensor_that_changes_it_has_one_last_value()
    {
        await CommitAsync(Message.Foreign(9, Message.Reading(20, 1, unit: "°C"), Message.Reading(68, 2, unit: "°F"), Message.Reading(7, 3, "count", unit: null)));

        Assert.Equal([("count", null), ("temperature", "°F"), ("temperature", "°C")], (await Store.ReadAsync(Everything, Cancel)).Select(reading => (reading.Sensor, reading.Unit)));
        Assert.Equal([("count", null), ("temperature", "°F")], (await DeviceAsync()).LastValues.Select(value => (value.Sensor, value.Unit)));
    }

    [Fact]
    public async Task Sensor_keys_of_a_commit_that_failed_are_not_used_afterwards()
    {
        await BreakInsertsAsync("readings");
        await Assert.ThrowsAnyAsync<Exception>(() => CommitAsync(Message.Data(1)));
        await RepairInsertsAsync("readings");
        await using var other = Open();
        await other.CommitAsync([Message.Foreign(1, Message.Reading(50, 1, "humidity", "%"))], Cancel); // takes the key that was free again

        await CommitAsync(Message.Data(1));

        Assert.Equal(["temperature", "humidity"], (await Store.ReadAsync(Everything, Cancel)).Select(reading => reading.Sensor));
    }

    [Fact]
    public async Task Text_that_a_database_cannot_hold_is_replaced_and_does_not_hold_up_the_batch()
    {
        var refusal = Message.Refusal("x", sentence: "half a pair \ud800 and a NUL \0 and a whole 🌡");

        var result = await CommitAsync(Message.Foreign(1, Message.Reading(1, 1, unit: "\ud83d")), new QuarantineInbound("", 2, refusal));

        Assert.Equal([Outcome.Stored, Outcome.Refused], result.Outcomes);
        Assert.Equal("half a pair \ufffd and a NUL \ufffd and a whole 🌡", Assert.Single(await KeptAsync(10)).Sentence);
        Assert.Equal("\ufffd", Assert.Single(await Store.ReadAsync(Everything, Cancel)).Unit);
    }
}
