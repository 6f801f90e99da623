using Nanofleet.Gateway.Devices;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Devices;

/// <summary>When a device counts as online, and when no longer.</summary>
public sealed class PresenceTests
{
    private const long Start = Times.Arrival;

    private readonly Presence _presence = new(new DevicesOptions());

    [Fact]
    public void Any_message_of_now_makes_a_device_online()
    {
        Inbound[] messages =
        [
            new DataInbound("data", Start, null, 0, [], [], []),
            new HeartbeatInbound("heartbeat", Start, null, 0, null),
            new InfoInbound("info", Start, "{}"),
            new ResponseInbound("response", Start, "r", CommandState.Done, "{}"),
            new StatusInbound("status", Start, "online", null, 0, null, false),
        ];
        foreach (var message in messages) Commit(message);

        Assert.Equal(["data", "heartbeat", "info", "response", "status"], Changes().Where(change => change.IsOnline).Select(change => change.DeviceId).Order());
    }

    [Fact]
    public void A_retained_info_and_a_refused_message_say_nothing()
    {
        Commit(new InfoInbound("b1", Start, "{}", Retained: true));
        Commit(new QuarantineInbound("b1", Start, new QuarantineRow("t", [], "not_json", "s")), Outcome.Refused);

        Assert.Empty(Changes());
    }

    [Fact]
    public void A_change_is_told_once()
    {
        Commit(Heartbeat(Start));
        Assert.Single(Changes());

        Commit(Heartbeat(Start + 1000));

        Assert.Empty(Changes());
    }

    [Fact]
    public void Silence_makes_a_device_offline_after_ninety_seconds()
    {
        Online();
        Commit(Heartbeat(Start + 10_000));

        _presence.Sweep(Start + 99_999);
        Assert.Empty(Changes());
        _presence.Sweep(Start + 100_000);

        Assert.Equal(new PresenceChanged("b1", Start + 100_000, false, "offline"), Assert.Single(Changes()));
    }

    [Fact]
    public void A_will_makes_a_device_offline_after_the_grace()
    {
        Online();
        Commit(Will(Start + 1000));

        _presence.Sweep(Start + 5999);
        Assert.Empty(Changes());
        _presence.Sweep(Start + 6000);

        Assert.Equal(new PresenceChanged("b1", Start + 6000, false, "offline"), Assert.Single(Changes()));
    }

    [Fact]
    public void A_device_that_comes_back_within_the_grace_was_never_gone()
    {
        Online();
        Commit(Will(Start + 1000));
        Commit(new StatusInbound("b1", Start + 3000, "online", "9f3c21aa", 2, null, false));

        _presence.Sweep(Start + 60_000);

        Assert.Empty(Changes());
    }

    [Fact]
    public void The_will_of_an_earlier_session_is_without_effect()
    {
        Online();
        Commit(Will(Start + 1000), Outcome.Ignored); // the database knows a newer session

        _presence.Sweep(Start + 60_000);

        Assert.Empty(Changes());
    }

    [Fact]
    public void A_retained_offline_counts_at_once()
    {
        Online();

        Commit(new StatusInbound("b1", Start + 1000, "offline", null, 0, null, Retained: true));

        Assert.Equal(new PresenceChanged("b1", Start + 1000, false, "offline"), Assert.Single(Changes()));
    }

    [Fact]
    public void A_retained_online_counts_as_online()
    {
        Commit(new StatusInbound("b1", Start, "online", null, 0, null, Retained: true));

        Assert.True(Assert.Single(Changes()).IsOnline);
    }

    [Fact]
    public void A_sleeping_device_is_neither_online_nor_missed()
    {
        Online();
        Commit(new StatusInbound("b1", Start + 1000, "sleeping", "9f3c21aa", 1, null, false));
        Assert.Equal(new PresenceChanged("b1", Start + 1000, false, "sleeping"), Assert.Single(Changes()));

        _presence.Sweep(Start + 10_000_000);

        Assert.Empty(Changes());
    }

    [Theory]
    [InlineData("""{"status":"sleeping","sleep_s":3600}""")]
    [InlineData("""{"status":"sleeping","sleep_s":3600,"next_wake":"2001-01-01T00:00:00Z"}""")]
    [InlineData("""{"status":"sleeping","next_wake":1767661201}""")]
    public void A_sleeping_device_is_missed_when_it_does_not_wake_within_the_grace(string goodbye)
    {
        Online();
        Commit(new StatusInbound("b1", Start + 1000, "sleeping", "9f3c21aa", 1, goodbye, false));
        Changes();

        // An hour, a tenth of it, and ninety seconds of silence.
        _presence.Sweep(Start + 1000 + 3600_000 + 360_000 + 89_999);
        Assert.Empty(Changes());
        _presence.Sweep(Start + 1000 + 3600_000 + 360_000 + 90_000);

        Assert.Equal("offline", Assert.Single(Changes()).Status);
    }

    [Fact]
    public void A_device_that_slept_when_the_gateway_ended_is_missed_all_the_same()
    {
        _presence.Restore([Record("b1", online: false) with { Status = "sleeping", ReportJson = """{"sleep_s":600,"next_wake":"2026-01-06T00:10:00Z"}""" }], Start);

        _presence.Sweep(Start + 600_000);
        Assert.Empty(Changes());
        _presence.Sweep(Start + 600_000 + 60_000 + 90_000);

        Assert.Equal("offline", Assert.Single(Changes()).Status);
    }

    [Fact]
    public void A_wake_that_the_gateway_could_not_hear_is_forgiven()
    {
        Online();
        Commit(new StatusInbound("b1", Start, "sleeping", "9f3c21aa", 1, """{"status":"sleeping","sleep_s":600}""", false));
        Changes();

        _presence.Forgive(Start + 7200_000);
        _presence.Sweep(Start + 7200_000 + 600_000);

        Assert.Empty(Changes());
    }

    [Fact]
    public void A_sleeping_device_that_speaks_is_online()
    {
        Online();
        Commit(new StatusInbound("b1", Start + 1000, "sleeping", "9f3c21aa", 1, null, false));
        Changes();

        Commit(Heartbeat(Start + 2000));

        Assert.Equal(new PresenceChanged("b1", Start + 2000, true, "online"), Assert.Single(Changes()));
    }

    [Fact]
    public void After_a_restart_those_known_as_online_get_a_full_period_to_show_up()
    {
        _presence.Restore([Record("b1", online: true), Record("b2", online: false)], Start);

        _presence.Sweep(Start + 89_999);
        Assert.Empty(Changes());
        _presence.Sweep(Start + 90_000);

        Assert.Equal("b1", Assert.Single(Changes()).DeviceId);
    }

    [Fact]
    public void Silence_while_the_gateway_could_not_hear_is_forgiven()
    {
        Online();

        _presence.Forgive(Start + 1_000_000);
        _presence.Sweep(Start + 1_000_001);

        Assert.Empty(Changes());
    }

    [Fact]
    public void A_change_that_could_not_be_written_is_taken_again()
    {
        Commit(Heartbeat(Start));
        var change = Assert.Single(Changes());

        _presence.GiveBack(change);

        Assert.Equal(change, Assert.Single(Changes()));
    }

    private static HeartbeatInbound Heartbeat(long atMs) => new("b1", atMs, null, 0, null);

    private static StatusInbound Will(long atMs) => new("b1", atMs, "offline", "9f3c21aa", 1, null, false);

    private static DeviceRecord Record(string id, bool online) =>
        new(id, online, online ? "online" : "offline", Start, Start, null, null, null, 0, null, null, null, null, []);

    private void Online()
    {
        Commit(new StatusInbound("b1", Start, "online", "9f3c21aa", 1, null, false));
        Changes();
    }

    private void Commit(Inbound item, Outcome outcome = Outcome.Stored) => _presence.Committed([item], new CommitResult([outcome], [], 0));

    private IReadOnlyList<PresenceChanged> Changes() => _presence.TakeChanges();
}
