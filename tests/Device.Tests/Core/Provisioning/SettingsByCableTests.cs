using System.Text;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core.Provisioning;

/// <summary>Settings in pieces: kept as a whole or not at all, whatever is lost, repeated, damaged, wrong or cut off.</summary>
public sealed class SettingsByCableTests
{
    private static readonly string Long = $$"""{"broker_host":"10.0.0.1","broker_user":"{{new string('u', 500)}}"}""";

    private readonly ProvisioningBench _bench = new ProvisioningBench().Join();

    [Fact]
    public void The_board_describes_itself()
    {
        var said = _bench.Send(SettingsRequest.Describe(new ImprovWriter()).ToArray());
        Assert.Equal(["settings 1 0 6144 1 240ac4010203 TEST_BOARD esp32-240ac4010203"], said);
    }

    [Fact]
    public void Settings_are_kept_with_the_network_that_was_joined_and_the_board_restarts_with_them()
    {
        Assert.Equal(["settings 2 0 0"], _bench.Begin(Long));
        Assert.Equal(["settings 3 0 200"], _bench.Chunk(Long, 0));
        Assert.Equal(["settings 3 0 400"], _bench.Chunk(Long, 200));
        Assert.Equal([$"settings 3 0 {Long.Length}"], _bench.Chunk(Long, 400));
        Assert.Null(_bench.Kept);

        Assert.Equal([$"settings 4 0 {Long.Length}"], _bench.Commit(Long));

        Assert.Equal("""{"wifi_ssid":"home","wifi_password":"good",""" + Long[1..], _bench.Kept);
        Assert.Equal(0, _bench.Board.Reboots);
        _bench.Wait(ProvisioningLoop.RestartAfterMs);
        Assert.Equal(1, _bench.Board.Reboots);
        var config = new ConfigStore(_bench.Files, ProvisioningBench.Mac, [], new Log(_bench.Sink, _bench.Clock));
        Assert.Equal("home", config.Start(out _).WifiSsid);
    }

    [Fact]
    public void Every_step_may_be_repeated_and_a_transfer_that_was_cut_off_goes_on()
    {
        _bench.Begin(Long);
        _bench.Chunk(Long, 0);
        Assert.Equal(["settings 2 0 200"], _bench.Begin(Long)); // another begin of the same: the answer says where to go on
        Assert.Equal(["settings 3 0 200"], _bench.Chunk(Long, 0));
        _bench.Chunk(Long, 200);
        _bench.Chunk(Long, 100); // overlaps, and brings nothing new
        _bench.Chunk(Long, 400);
        Assert.StartsWith("settings 4 0", _bench.Commit(Long)[0], StringComparison.Ordinal);

        var writes = _bench.Files.Writes;
        _bench.Wait(ProvisioningLoop.RestartAfterMs - 1);
        Assert.StartsWith("settings 4 0", Assert.Single(_bench.Commit(Long)), StringComparison.Ordinal);
        Assert.Equal(writes, _bench.Files.Writes);
        _bench.Wait(ProvisioningLoop.RestartAfterMs - 1);
        Assert.Equal(0, _bench.Board.Reboots); // whoever repeats it has time to hear the answer
        _bench.Wait(1);
        Assert.Equal(1, _bench.Board.Reboots);
    }

    [Fact]
    public void Other_settings_may_be_begun_over_those_that_were_cut_off()
    {
        _bench.Begin(Long);
        _bench.Chunk(Long, 0);
        Assert.StartsWith("settings 4 0", _bench.Settle(ProvisioningBench.Good)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_a_missing_begin_and_a_missing_rest_name_where_to_go_on()
    {
        Assert.Equal(["settings 3 7 0 the board knows nothing of these settings: begin again"], _bench.Chunk(Long, 0));
        Assert.Equal(["settings 4 7 0 the board knows nothing of these settings: begin again"], _bench.Commit(Long));
        _bench.Begin(Long);
        _bench.Chunk(Long, 0);
        Assert.Equal(["settings 3 6 200 go on from byte 200"], _bench.Chunk(Long, 400));
        Assert.Equal(["settings 4 6 200 go on from byte 200"], _bench.Commit(Long));
        Assert.Equal(["settings 4 7 0 the board knows nothing of these settings: begin again"], _bench.Commit(ProvisioningBench.Good));
    }

    [Fact]
    public void Settings_that_arrive_damaged_are_not_kept_and_may_be_sent_again()
    {
        _bench.Begin(ProvisioningBench.Good);
        _bench.Chunk(ProvisioningBench.Good.Replace('h', 'j'), 0);
        Assert.Equal(["settings 4 8 0 what arrived is not what was begun: send it again from byte 0"], _bench.Commit(ProvisioningBench.Good));
        Assert.StartsWith("settings 4 0", _bench.Settle(ProvisioningBench.Good)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_a_wrong_length_an_unknown_step_and_settings_too_large_are_refused()
    {
        Assert.Equal("settings 2 3 0", Start(Raw(SettingsSteps.Begin, 1, 0)));
        Assert.Equal("settings 3 3 0", Start(Raw(SettingsSteps.Chunk, 0, 0)));
        Assert.Equal("settings 4 3 0", Start(Raw(SettingsSteps.Commit, 1, 2, 3)));
        Assert.Equal("settings 9 4 0", Start(Raw(9)));
        Assert.Equal("settings 0 4 0", Start(Raw()));
        Assert.Equal("settings 2 5 6144", Start(Raw(SettingsSteps.Begin, 1, 24, 0, 0, 0, 0))); // 6145
        Assert.Equal("settings 2 5 6144", Start(Raw(SettingsSteps.Begin, 0, 0, 0, 0, 0, 0)));
        _bench.Begin("{}");
        Assert.Equal("settings 3 6 0", Start(_bench.Chunk("{}  ", 0))); // beyond the end
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_with_its_name_its_value_and_the_fix()
    {
        var said = _bench.Settle("""{"broker_port":70000,"device_id":"a b","broker_password":"canary","colour":"red"}""");

        Assert.Equal(
            ["broker_host broker_host is missing: give a text",
                "broker_port broker_port is 70000: give a whole number from 1 to 65535",
                "broker_user broker_user is missing: broker_password needs a user",
                "colour colour: is not a known name; correct or remove it",
                "device_id device_id is \"a b\": use 1 to 64 of A-Z a-z 0-9 _ -"],
            said[..^1].Select(fault => fault["settings 4 1 0 ".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal("settings 4 2 0 5 faults: correct them and send the settings again", said[^1]);
        Assert.Null(_bench.Kept);
        Assert.False(_bench.Loop.IsDone);
        Assert.StartsWith("settings 4 0", _bench.Settle(ProvisioningBench.Good)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"broker_host\":")]
    [InlineData("{\"broker_host\":\"\\u00fc\"}")]
    [InlineData("{\"broker_host\":\"\\u0041\"}")] // the board's JSON library makes another character of it
    [InlineData("{\"broker_host\":\"a\\/b\"}")]
    [InlineData("\\")]
    public void What_the_board_cannot_read_is_refused(string json) =>
        Assert.StartsWith("settings 4 1 0 settings settings is not a JSON object that the board reads", _bench.Settle(json)[0], StringComparison.Ordinal);

    [Fact]
    public void Without_a_network_the_settings_must_name_one()
    {
        var bench = new ProvisioningBench();
        Assert.Contains("settings 4 1 0 wifi_ssid wifi_ssid is not known: send Wi-Fi settings first, or name a network in the settings", bench.Settle(ProvisioningBench.Good));

        const string named = """{"wifi_ssid":"named","broker_host":"10.0.0.1"}""";
        Assert.StartsWith("settings 4 0", bench.Settle(named)[0], StringComparison.Ordinal);
        Assert.Equal(named, bench.Kept);
    }

    [Fact]
    public void A_network_in_the_settings_goes_before_the_one_that_was_joined()
    {
        const string named = """{"wifi_ssid":"named","broker_host":"10.0.0.1"}""";
        _bench.Settle(named);
        Assert.Equal(named, _bench.Kept);
    }

    [Fact]
    public void While_a_network_is_tried_a_commit_is_busy()
    {
        _bench.Send(ImprovCommands.WifiSettings, "other", "good");
        Assert.StartsWith("settings 4 9 0", Assert.Single(_bench.Settle(ProvisioningBench.Good)), StringComparison.Ordinal);
        _bench.Radio.End(WifiVerdict.Joined);
        _bench.Step();
        Assert.StartsWith("settings 4 0", _bench.Commit(ProvisioningBench.Good)[0], StringComparison.Ordinal);
        Assert.Contains("\"other\"", _bench.Kept, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_whose_name_the_board_cannot_keep_is_refused_and_not_forgotten_later()
    {
        // Beyond the basic plane, which the board's JSON library does not read.
        var said = new ProvisioningBench().Join("home\ud83d\ude00", "good").Settle(ProvisioningBench.Good);
        Assert.StartsWith("settings 4 1 0 wifi_ssid", said[0], StringComparison.Ordinal);
        said = new ProvisioningBench().Join("home", "2026-01-05T08:00:30").Settle(ProvisioningBench.Good); // becomes a time
        Assert.All(said[..^1], fault => Assert.StartsWith("settings 4 1 0 wifi_password", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Quotes_and_spaces_in_a_password_come_back_as_they_were()
    {
        var bench = new ProvisioningBench().Join("my \"home\"", "back\\slash 温");
        Assert.StartsWith("settings 4 0", bench.Settle(" { \"broker_host\" : \"10.0.0.1\" } ")[0], StringComparison.Ordinal);
        Assert.Equal("""{"wifi_ssid":"my \"home\"","wifi_password":"back\\slash 温", "broker_host" : "10.0.0.1" } """, bench.Kept);
    }

    [Fact]
    public void Flash_that_refuses_leaves_the_board_as_it_was()
    {
        _bench.Files[SettingsFile.Name] = "old"u8.ToArray();
        _bench.Files.Refuses = true;
        Assert.StartsWith("settings 4 10 0", Assert.Single(_bench.Settle(ProvisioningBench.Good)), StringComparison.Ordinal);
        Assert.False(_bench.Loop.IsDone);
        _bench.Files.Refuses = false;
        Assert.Equal("old", _bench.Kept);
        Assert.StartsWith("settings 4 0", _bench.Commit(ProvisioningBench.Good)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_cut_at_any_byte_leaves_the_old_settings_or_the_new_ones()
    {
        const string old = """{"wifi_ssid":"old","broker_host":"old"}""";
        int oldFound = 0, newFound = 0;
        for (var bytes = 0; ; bytes++)
        {
            var files = new FakeFiles();
            files[SettingsFile.Name] = Encoding.UTF8.GetBytes(old);
            files.BytesUntilCut = bytes;
            var bench = new ProvisioningBench(files).Join();
            if (Record.Exception(() => bench.Settle(ProvisioningBench.Good)) is not PowerCutException) break;

            // The next start may be cut off as well, at any byte.
            for (var again = 0; again < 200; again += 7)
            {
                var next = files.Copy();
                next.BytesUntilCut = again;
                Record.Exception(new SettingsInstall(next).Finish);
                Count(next.Copy());
            }
        }

        Assert.True(oldFound > 100 && newFound > 100, $"{oldFound} old, {newFound} new");

        void Count(FakeFiles files)
        {
            new SettingsInstall(files).Finish();
            var kept = Encoding.UTF8.GetString(files[SettingsFile.Name]!);
            Assert.True(kept == old || kept == """{"wifi_ssid":"home","wifi_password":"good",""" + ProvisioningBench.Good[1..], kept);
            Assert.Null(files[SettingsInstall.NewName]);
            if (kept == old) oldFound++;
            else newFound++;
        }
    }

    private List<string> Raw(params byte[] content) =>
        _bench.Send(new ImprovWriter().Begin(ImprovTypes.Settings).Put(content, 0, content.Length).End().ToArray());

    private static string Start(List<string> said) => string.Join(' ', Assert.Single(said).Split(' ')[..4]);
}
