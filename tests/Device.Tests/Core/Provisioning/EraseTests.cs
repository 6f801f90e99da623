using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Provisioning;

/// <summary>A held button makes a board blank; what waits for the gateway outlasts that, for the same device.</summary>
public sealed class EraseTests : IButton, IStationMemory
{
    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();
    private readonly FakeSink _sink = new();
    private readonly FakePins _pins = new();
    private readonly RestartRequest _restart = new();
    private bool _forgotten;

    public EraseTests()
    {
        _files[SettingsFile.Name] = """{"wifi_ssid":"home","broker_host":"h","broker_ca":"ca.pem","client_certificate":"own.pem","client_key":"own.key"}"""u8.ToArray();
        foreach (var name in new[] { "ca.pem", "own.pem", "own.key", "config.1", "config.2", "config.a", "config.b", "journal.a", "outbox.1", "time" }) _files[name] = [1];
    }

    public bool IsPressed { get; set; }

    void IStationMemory.Forget() => _forgotten = true;

    [Fact]
    public void Held_for_five_seconds_it_erases_what_ties_the_board_and_keeps_what_waits()
    {
        var button = Button();
        Run(button, 1000, false);
        Run(button, EraseButton.HoldMs + 200, true);

        Assert.True(_restart.Asked);
        Assert.True(_forgotten);
        Assert.Equal(["journal.a", "outbox.1", "time"], _files.List()!);
    }

    [Fact]
    public void Let_go_before_or_never_seen_up_it_does_nothing()
    {
        var button = Button();
        Run(button, 60_000, true); // wired to something else: down since the start
        Run(button, 1000, false);
        for (var i = 0; i < 5; i++)
        {
            Run(button, EraseButton.HoldMs - 500, true);
            Run(button, 300, false);
        }

        Assert.False(_restart.Asked);
        Assert.NotNull(_files[SettingsFile.Name]);
    }

    [Fact]
    public void While_it_is_held_the_LED_blinks_and_afterwards_it_is_as_before()
    {
        var button = Button();
        Run(button, 500, false);
        Run(button, 3000, true);
        Assert.InRange(_pins.Writes.Count(write => write.Pin == 2), 10, 30);
        Run(button, 500, false);
        Assert.False(_pins.Writes[^1].High);
        Assert.Single(_sink.Lines, line => line.Contains("held for 5 s it erases", StringComparison.Ordinal));
    }

    [Fact]
    public void Flash_that_keeps_the_settings_is_named_and_the_board_goes_on()
    {
        _files.Refuses = true;
        var button = Button();
        Run(button, 500, false);
        Run(button, 30_000, true);
        Assert.False(_restart.Asked);
        Assert.False(_forgotten);
        Assert.Single(_sink.Lines, line => line.Contains("nothing is erased", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_whose_installation_was_cut_off_do_not_come_back()
    {
        _files.BytesUntilCut = _files[SettingsFile.Name]!.Length + 4; // whole beside the old ones, and not in their place
        Assert.IsType<PowerCutException>(Record.Exception(() => new SettingsInstall(_files).Put(_files[SettingsFile.Name]!)));
        Assert.NotNull(_files[SettingsInstall.NewName]);

        Assert.True(new Eraser(_files, this, new Log(_sink, _clock)).Erase());
        new SettingsInstall(_files).Finish();

        Assert.Null(_files[SettingsFile.Name]);
    }

    [Fact]
    public void A_power_cut_leaves_a_board_with_its_settings_or_a_blank_one()
    {
        int whole = 0, blank = 0;
        for (var cut = 0; cut < 20; cut++)
        {
            var files = _files.Copy();
            files.BytesUntilCut = cut;
            Record.Exception(() => new Eraser(files, this, new Log(_sink, _clock)).Erase());
            var next = files.Copy();
            new SettingsInstall(next).Finish();
            var settings = SettingsFile.Read(next, new byte[6], [], out _);
            if (next[SettingsFile.Name] is null) blank++;
            else if (settings is not null || next["ca.pem"] is not null) whole++;
            else Assert.Fail("settings without their certificate");
        }

        Assert.True(whole >= 1 && blank >= 10, $"{whole} whole, {blank} blank");
    }

    [Fact]
    public void What_waits_is_kept_for_the_same_device_and_removed_under_another_name()
    {
        var ownership = new Ownership(_files, new Log(_sink, _clock));
        _files["requests"] = [1];
        ownership.Claim("", "hall"); // the first start with this firmware: what is there is its own
        Start("", "hall");
        Assert.NotNull(_files["outbox.1"]);

        Start("site", "hall");

        Assert.Null(_files["outbox.1"]);
        Assert.Null(_files["journal.a"]);
        Assert.Null(_files["requests"]);
        Assert.NotNull(_files["time"]);
        Assert.Contains(_sink.Lines, line => line.Contains("this board was /hall", StringComparison.Ordinal));
    }

    [Fact]
    public void A_power_cut_while_the_name_is_written_costs_no_reading_of_the_same_device()
    {
        for (var cut = 0; cut < 40; cut++)
        {
            var files = _files.Copy();
            files.BytesUntilCut = cut;
            Record.Exception(() => new Ownership(files, new Log(_sink, _clock)).Claim("", "hall"));
            var next = files.Copy();
            new Ownership(next, new Log(_sink, _clock)).Claim("", "hall");
            Assert.NotNull(next["outbox.1"]);

            // And one that becomes another removes all of it, however often it is cut off.
            next.BytesUntilCut = cut;
            Record.Exception(() => new Ownership(next, new Log(_sink, _clock)).Claim("", "attic"));
            var last = next.Copy();
            new Ownership(last, new Log(_sink, _clock)).Claim("", "attic");
            Assert.Null(last["outbox.1"]);
        }
    }

    private void Start(string ns, string deviceId) => new Ownership(_files, new Log(_sink, _clock)).Claim(ns, deviceId);

    private EraseButton Button()
    {
        var rights = new PinRights(2, [], []);
        var log = new Log(_sink, _clock);
        return new EraseButton(this, new Eraser(_files, this, log), new Outputs(_pins, rights, _files), rights, _restart, _clock, log);
    }

    private void Run(EraseButton button, int milliseconds, bool pressed)
    {
        IsPressed = pressed;
        var endMs = _clock.UptimeMs + milliseconds;
        while (_clock.UptimeMs < endMs) _clock.UptimeMs += button.Step();
    }
}
