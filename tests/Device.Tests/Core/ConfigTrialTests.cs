using System.Text;
using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Settings that could cut the link are kept only when a reading got through with them.</summary>
public sealed class ConfigTrialTests
{
    private const string Wrong = """{"version":5,"settings":{"wifi_password":"wrong","trial_s":60}}""";

    private FakeFiles _files = new();
    private int _starts;

    [Fact]
    public void A_trial_begins_with_a_restart_and_ends_well_with_one_reading_stored()
    {
        var trial = Begin(Wrong);
        Assert.Equal(("wrong", ConfigPhase.Trial), (trial.Settings!.WifiPassword, trial.Config.Phase));
        Assert.Equal("trial", Reported(trial).GetProperty("state").GetString());
        trial.Take().GoOnline().RunLink(0);
        trial.Trial.Tend(10_000);
        Assert.Equal(("applied", 5), (Reported(trial).GetProperty("state").GetString(), Reported(trial).GetProperty("active_version").GetInt32()));
        var next = Start();
        Assert.Equal(("wrong", ConfigPhase.Applied), (next.Settings!.WifiPassword, next.Config.Phase));
    }

    [Fact]
    public void The_readings_of_before_do_not_confirm_a_trial_that_has_only_been_ordered()
    {
        var bench = Start().Take().GoOnline();
        bench.RunLink(0);
        bench.ConfigDesk.Handle(Encoding.UTF8.GetBytes(Wrong));
        bench.Trial.Tend(10_000);
        Assert.Equal(ConfigPhase.Trial, bench.Config.Phase);
    }

    [Fact]
    public void Without_a_stored_reading_the_old_settings_come_back_and_the_reason_is_reported()
    {
        var trial = Begin(Wrong).Take();
        trial.Trial.Tend(59_999);
        Assert.False(trial.Restart.Asked);
        trial.Trial.Tend(60_000);
        Assert.True(trial.Restart.Asked);
        var next = Start();
        Assert.Equal("good", next.Settings!.WifiPassword);
        var report = Reported(next);
        Assert.Equal(("reverted", "not_confirmed", 5, 0), (report.GetProperty("state").GetString(), report.GetProperty("reason").GetString(), report.GetProperty("version").GetInt32(), report.GetProperty("active_version").GetInt32()));
        Assert.Equal(ConfigCodes.Reverted, report.GetProperty("results").GetProperty("wifi_password").GetProperty("code").GetString());
    }

    [Fact]
    public void What_was_taken_back_is_not_tried_again_when_it_comes_again()
    {
        Begin(Wrong).Trial.Tend(60_000);
        var next = Start();
        var writes = next.Files.Writes;
        next.ConfigDesk.Handle(Encoding.UTF8.GetBytes(Wrong));
        Assert.Equal((ConfigPhase.Reverted, writes, false), (next.Config.Phase, next.Files.Writes, next.Restart.Asked));
        next.ConfigDesk.Handle(Encoding.UTF8.GetBytes(Wrong.Replace('5', '6')));
        Assert.Equal(ConfigPhase.Trial, next.Config.Phase);
    }

    [Fact]
    public void Power_cuts_during_a_trial_end_it_after_three_starts()
    {
        var trial = Begin(Wrong);
        for (var start = 2; start <= ConfigStore.MostStarts; start++)
        {
            trial = Start();
            Assert.Equal("wrong", trial.Settings!.WifiPassword);
        }

        trial = Start();
        Assert.Equal(("good", ConfigPhase.Reverted, RevertReason.Restarts), (trial.Settings!.WifiPassword, trial.Config.Phase, trial.Config.Reason));
    }

    [Fact]
    public void A_start_that_flash_does_not_let_count_runs_with_the_old_settings()
    {
        Begin(Wrong);
        _files.Refuses = true;
        _files.Journals = true;
        Assert.Equal("good", Start().Settings!.WifiPassword);
    }

    [Fact]
    public void That_a_trial_was_taken_back_is_kept_as_soon_as_flash_lets_it()
    {
        var trial = Begin(Wrong);
        _files.Refuses = true;
        trial.Trial.Tend(60_000);
        _files.Refuses = false;
        trial.Trial.Tend(60_000 + 1);
        Assert.Equal(ConfigPhase.Reverted, Start().Config.Phase);
    }

    [Fact]
    public void What_was_stored_before_a_sleep_does_not_confirm_a_trial()
    {
        var before = Begin(Wrong).Take().GoOnline();
        before.RunLink(0);
        Assert.Equal(1, before.Account().Stored);
        var later = new TrialWatch(before.Config, before.ConfigDesk, 60_000, before.Outbox, before.Restart, before.LinkWake, before.Log);
        later.Tend(10_000);
        Assert.Equal(ConfigPhase.Trial, before.Config.Phase);
        before.Take().RunLink(0);
        later.Tend(15_000);
        Assert.Equal(ConfigPhase.Applied, before.Config.Phase);
    }

    [Fact]
    public void Silent_sensors_do_not_fail_a_trial()
    {
        var trial = Begin(Wrong);
        trial.Sensor.Silent = true;
        trial.GoOnline();
        trial.Trial.Tend(TrialWatch.CarrierMs);
        trial.RunLink(0);
        trial.Trial.Tend(TrialWatch.CarrierMs + 5000);
        Assert.Equal(ConfigPhase.Applied, trial.Config.Phase);
    }

    [Fact]
    public void A_document_that_comes_during_a_trial_waits_for_its_end()
    {
        var trial = Begin(Wrong).Take();
        trial.ConfigDesk.Handle("""{"version":6,"settings":{"wifi_password":"wrong","interval_ms":5000}}"""u8.ToArray());
        Assert.Equal(ConfigPhase.Trial, trial.Config.Phase);
        trial.GoOnline().RunLink(0);
        trial.Trial.Tend(10_000);
        trial.RunLink(0);
        Assert.Equal((ConfigPhase.Applied, 6L, 5000), (trial.Config.Phase, trial.Config.NewestVersion, trial.Sampler.IntervalMs));
    }

    [Fact]
    public void Changes_that_cannot_cut_the_link_are_not_tried()
    {
        var bench = Start();
        bench.ConfigDesk.Handle("""{"version":1,"settings":{"wifi_password":"good","led_pin":13}}"""u8.ToArray());
        Assert.Equal(ConfigPhase.Applied, bench.Config.Phase);
    }

    // At each byte of each write, from the order of the trial to its end, the power goes: the next start has one of the two sets.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Power_that_goes_at_any_byte_leaves_one_valid_set_of_settings(bool good)
    {
        var cuts = 0;
        for (var bytes = 0; ; bytes++)
        {
            _files = new FakeFiles();
            var first = Start();
            first.ConfigDesk.Handle("""{"version":1,"settings":{"interval_ms":4000}}"""u8.ToArray());
            _files.BytesUntilCut = bytes;
            if (Record.Exception(() => Try(good)) is not PowerCutException) break;
            cuts++;
            _files.BytesUntilCut = null;
            var next = Start();
            Assert.Contains(next.Settings!.WifiPassword, new[] { "good", "wrong" });
            Assert.Equal(next.Settings.WifiPassword == "wrong" ? 10000 : 4000, next.Settings.IntervalMs);
            // From there it goes on to a good end.
            next.ConfigDesk.Handle(Encoding.UTF8.GetBytes(Wrong));
            next = Start();
            if (next.Config.Phase == ConfigPhase.Trial) next.Trial.Tend(60_000);
            next = Start();
            Assert.NotEqual(ConfigPhase.Trial, next.Config.Phase);
            Assert.Equal(next.Config.Phase == ConfigPhase.Applied ? "wrong" : "good", next.Settings!.WifiPassword);
        }

        Assert.InRange(cuts, 150, 2000);
    }

    private void Try(bool good)
    {
        var trial = Begin(Wrong).Take();
        if (good) trial.GoOnline().RunLink(0);
        trial.Trial.Tend(60_000);
        Start();
    }

    private Bench Begin(string document)
    {
        var bench = Start();
        bench.ConfigDesk.Handle(Encoding.UTF8.GetBytes(document));
        Assert.True(bench.Restart.Asked);
        return Start();
    }

    private Bench Start() => new(_files, boot: $"{++_starts:x8}");

    private static JsonElement Reported(Bench bench) => JsonDocument.Parse(bench.ConfigDesk.TakeReport()).RootElement;
}
