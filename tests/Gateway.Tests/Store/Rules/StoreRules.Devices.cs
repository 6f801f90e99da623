using Nanofleet.Contract;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store.Rules;

public abstract partial class StoreRules
{
    [Fact]
    public async Task A_birth_sets_boot_session_and_online()
    {
        var result = await CommitAsync(Message.Online(100, session: 3));

        Assert.Equal([Outcome.Stored], result.Outcomes);
        var device = await DeviceAsync();
        Assert.Equal((true, "online", Message.Boot, 3L, 100L), (device.IsOnline, device.Status, device.Boot, device.Session, device.LastSeenMs));
    }

    [Fact]
    public async Task A_will_changes_the_status_and_leaves_the_decision_to_the_presence_tracker()
    {
        await CommitAsync(Message.Online(100));

        await CommitAsync(Message.Offline(200));
        Assert.Equal((true, "offline"), await PresenceAsync());

        Assert.Equal([Message.Device], await SetOfflineAsync(300));
        Assert.Equal((false, "offline"), await PresenceAsync());
    }

    [Theory]
    [InlineData(OtherBoot, 9)]
    [InlineData(Message.Boot, 1)]
    public async Task A_will_of_an_earlier_boot_or_session_is_ignored(string boot, long session)
    {
        await CommitAsync(Message.Online(100, session: 2, json: """{"status":"online","ip":"10.0.0.7"}"""));

        var result = await CommitAsync(Message.Offline(200, boot, session, """{"status":"offline","ip":"late"}"""));

        Assert.Equal([Outcome.Ignored], result.Outcomes);
        Assert.Equal((true, "online"), await PresenceAsync());
        Assert.Equal("""{"status":"online","ip":"10.0.0.7"}""", (await DeviceAsync()).ReportJson);
    }

    [Fact]
    public async Task A_will_of_the_newest_session_counts_even_when_its_birth_was_not_seen()
    {
        await CommitAsync(Message.Online(100, session: 2));

        var result = await CommitAsync(Message.Offline(200, session: 3), Message.Offline(201, session: 2));

        Assert.Equal([Outcome.Stored, Outcome.Ignored], result.Outcomes);
        Assert.Equal(3, (await DeviceAsync()).Session);
    }

    [Fact]
    public async Task A_new_boot_takes_over_with_whatever_session()
    {
        await CommitAsync(Message.Online(100, session: 7));

        var result = await CommitAsync(Message.Online(200, OtherBoot, 1), Message.Offline(201, Message.Boot, 7));

        Assert.Equal([Outcome.Stored, Outcome.Ignored], result.Outcomes);
        var device = await DeviceAsync();
        Assert.Equal((OtherBoot, 1L, "online"), (device.Boot, device.Session, device.Status));
    }

    [Fact]
    public async Task A_status_without_boot_always_applies()
    {
        await CommitAsync(Message.Online(100, boot: null, session: 0));
        Assert.Equal((true, "online"), await PresenceAsync());

        await CommitAsync(Message.Offline(200, boot: null, session: 0));

        Assert.Equal((true, "offline"), await PresenceAsync());
        Assert.Null((await DeviceAsync()).Boot);
    }

    [Fact]
    public async Task Status_members_are_merged_into_the_report_and_unknown_ones_kept()
    {
        await CommitAsync(Message.Online(1, json: """{"status":"online","battery":87,"signal":"good"}"""));
        await CommitAsync(Message.Data(1) with { StatusJson = """{"rssi":-55,"battery":86,"nested":{"a":[1,2.50]}}""" });

        Assert.Equal("""{"status":"online","battery":86,"signal":"good","rssi":-55,"nested":{"a":[1,2.50]}}""", (await DeviceAsync()).ReportJson);
    }

    [Fact]
    public async Task A_retained_message_sets_state_and_is_no_sign_of_life()
    {
        await CommitAsync(Message.Online(100) with { Retained = true }, new InfoInbound(Message.Device, 101, """{"model":"esp32"}""", Retained: true));

        var device = await DeviceAsync();
        Assert.Equal((true, null, """{"model":"esp32"}"""), (device.IsOnline, device.LastSeenMs, device.InfoJson));
    }

    [Fact]
    public async Task A_refused_message_is_a_sign_of_life_unless_it_was_retained()
    {
        await CommitAsync(Message.Online(100) with { Retained = true });

        await CommitAsync(new QuarantineInbound(Message.Device, 101, Message.Refusal("old", RefusalCodes.Retained)));
        Assert.Null((await DeviceAsync()).LastSeenMs);

        await CommitAsync(Message.Quarantined(102, "broken"));
        Assert.Equal(102, (await DeviceAsync()).LastSeenMs);
    }

    [Fact]
    public async Task A_heartbeat_sets_its_time_its_content_and_online()
    {
        await CommitAsync(Message.Offline(100));
        await CommitAsync(Message.Heartbeat(300, json: """{"uptime_ms":5}"""), Message.Heartbeat(200));

        var device = await DeviceAsync();
        Assert.Equal((true, "online", 300, 300, """{"uptime_ms":5}"""), (device.IsOnline, device.Status, device.LastHeartbeatMs, device.LastSeenMs, device.HeartbeatJson));
        Assert.Null(device.LastUploadMs);
    }

    [Fact]
    public async Task A_message_leaves_what_it_says_nothing_of()
    {
        await CommitAsync(
            Message.Online(1, session: 4, json: """{"ip":"10.0.0.7"}"""),
            new InfoInbound(Message.Device, 2, """{"model":"esp32"}"""),
            Message.Heartbeat(3, json: """{"uptime_ms":5}"""),
            Message.Data(1) with { Location = new GeoPoint(48.1374, 11.5755) });
        var before = await DeviceAsync();

        await CommitAsync(Message.Data(2, time: 500));

        Assert.Equal(before with { LastSeenMs = 10_002, LastUploadMs = 10_002, LastValues = [] }, await DeviceAsync() with { LastValues = [] });
        Assert.Equal(new GeoPoint(48.1374, 11.5755), before.Location);
    }

    [Fact]
    public async Task A_decision_that_is_older_than_what_the_device_said_since_changes_nothing()
    {
        await CommitAsync(Message.Heartbeat(500));

        Assert.Equal([Message.Device], await SetOfflineAsync(499));

        Assert.Equal((true, "online"), await PresenceAsync());
    }

    [Fact]
    public async Task Nobody_can_be_set_online_who_was_never_seen()
    {
        Assert.Empty(await Store.SetOnlineAsync([new OnlineChange("nobody", true, "online", 1)], Cancel));
        Assert.Null(await Store.FindDeviceAsync("nobody", Cancel));
    }

    [Fact]
    public async Task Decisions_of_many_devices_are_set_together()
    {
        string[] devices = ["b2", "b1", "b3"];
        foreach (var device in devices) await CommitAsync(Message.Heartbeat(500) with { DeviceId = device });

        var known = await Store.SetOnlineAsync([new("b2", false, "offline", 600), new("nobody", true, "online", 600), new("b1", true, "sleeping", 600), new("b3", false, "offline", 499)], Cancel);

        Assert.Equal(["b1", "b2", "b3"], known.Order());
        Assert.Equal([(true, "sleeping"), (false, "offline"), (true, "online")], (await Store.ListDevicesAsync(Cancel)).Select(device => (device.IsOnline, device.Status)));
    }

    [Fact]
    public async Task Devices_are_listed_by_name_each_with_its_own_last_values()
    {
        await CommitAsync(Message.Data(2, "b"), Message.Data(1, "C"), Message.Data(3, "a"));

        var devices = await Store.ListDevicesAsync(Cancel);

        Assert.Equal([("C", 1), ("a", 3), ("b", 2)], devices.Select(device => (device.DeviceId, device.LastValues.Single().Value)));
    }

    private Task<IReadOnlyCollection<string>> SetOfflineAsync(long atMs) => Store.SetOnlineAsync([new OnlineChange(Message.Device, false, "offline", atMs)], Cancel);

    private async Task<(bool IsOnline, string Status)> PresenceAsync()
    {
        var device = await DeviceAsync();
        return (device.IsOnline, device.Status);
    }
}
