using System.Text;
using System.Text.Json;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>What the gateway wants of a board, key by key.</summary>
public sealed class ConfigTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void What_needs_no_restart_comes_into_force_at_once_and_is_reported_with_its_value()
    {
        var report = Desire("""{"version":7,"settings":{"interval_ms":5000,"log_level":"warning"}}""");
        Assert.Equal("""{"version":7,"state":"applied","active_version":7,"results":{"interval_ms":{"code":"applied","value":5000},"log_level":{"code":"applied","value":"warning"}}}""", Sorted(report));
        Assert.Equal((5000, LogLevel.Warning, false), (_bench.Sampler.IntervalMs, _bench.Log.Level, _bench.Restart.Asked));
    }

    [Fact]
    public void Every_key_that_is_wrong_is_answered_and_the_others_hold()
    {
        var results = Desire("""{"version":1,"settings":{"interval_ms":5,"led_pin":"two","blink":true,"device_id":"x","heartbeat_ms":60000,"broker_ca":"ca.pem","outbox_thin":["Light"]}}""").GetProperty("results");
        Assert.Equal(
            ["blink unknown_key", "broker_ca conflict", "device_id not_allowed", "heartbeat_ms applied", "interval_ms out_of_range", "led_pin wrong_type", "outbox_thin out_of_range"],
            results.EnumerateObject().Select(r => $"{r.Name} {r.Value.GetProperty("code").GetString()}").Order(StringComparer.Ordinal));
        Assert.Contains("interval_ms is 5: give a whole number from 100", results.GetProperty("interval_ms").GetProperty("message").GetString());
    }

    [Fact]
    public void What_does_not_go_together_is_a_conflict()
    {
        var results = Desire("""{"version":1,"settings":{"broker_password":"s3cret"}}""").GetProperty("results");
        Assert.Equal(ConfigCodes.Conflict, results.GetProperty("broker_password").GetProperty("code").GetString());
        Assert.Contains("broker_user is missing", results.GetProperty("broker_password").GetProperty("message").GetString());
    }

    [Fact]
    public void What_needs_a_restart_gets_a_planned_one_and_holds_after_it()
    {
        var report = Desire("""{"version":2,"settings":{"led_pin":13}}""");
        Assert.True(_bench.Restart.Asked && report.GetProperty("restarting").GetBoolean());
        Assert.Equal("applied", report.GetProperty("state").GetString());
        var next = Next();
        Assert.Equal((13, ConfigPhase.Applied), (next.Settings!.LedPin, next.Config.Phase));
        Assert.Equal(2, Reported(next).GetProperty("version").GetInt32());
    }

    [Fact]
    public void What_a_later_document_does_not_name_is_as_the_boards_own_file_says()
    {
        Desire("""{"version":1,"settings":{"interval_ms":5000,"led_pin":13}}""");
        Desire("""{"version":2,"settings":{"interval_ms":6000}}""");
        Assert.Equal((6000, 2), (Next().Settings!.IntervalMs, Next().Settings!.LedPin));
    }

    [Fact]
    public void The_same_document_again_is_answered_without_writing_flash()
    {
        const string Document = """{"version":1,"settings":{"interval_ms":5000}}""";
        var first = Desire(Document);
        var writes = _bench.Files.Writes;
        Assert.Equal(first.GetRawText(), Desire(Document).GetRawText());
        Assert.Equal(writes, _bench.Files.Writes);
        // Another content under the same number is another document.
        Desire("""{"version":1,"settings":{"interval_ms":7000}}""");
        Assert.Equal(7000, _bench.Sampler.IntervalMs);
    }

    [Theory]
    [InlineData("nonsense", "not a JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"settings":{}}""", "version is missing: give a whole number")]
    [InlineData("""{"version":0,"settings":{}}""", "version is 0")]
    [InlineData("""{"version":1}""", "settings is missing")]
    [InlineData("""{"version":1,"settings":[1]}""", "settings is a list: give an object")]
    public void What_cannot_be_read_is_refused_with_its_reason(string document, string reason)
    {
        var report = Desire(document);
        Assert.Equal((0, "refused"), (report.GetProperty("version").GetInt32(), report.GetProperty("state").GetString()));
        Assert.Contains(reason, report.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_document_that_is_too_large_is_refused()
    {
        var report = Desire($$$"""{"version":1,"settings":{"sntp_server":"{{{new string('x', 2048)}}}"}}""");
        Assert.Contains("2048 are the most", report.GetProperty("reason").GetString());
    }

    [Fact]
    public void The_largest_document_is_answered_within_a_boards_message()
    {
        var keys = string.Join(',', Enumerable.Range(0, ConfigDocument.MostKeys).Select(i => $"\"{new string('k', 24)}{i:00}\":1"));
        var document = $$$"""{"version":1,"settings":{{{{keys}}}}}""";
        Assert.InRange(document.Length, Limits.ConfigDocument - 100, Limits.ConfigDocument);
        Assert.All(Desire(document).GetProperty("results").EnumerateObject(), result => Assert.Equal("""{"code":"unknown_key"}""", result.Value.GetRawText()));
        Assert.Contains("give at most 64", Desire(document.Replace("{\"k", "{\"one_more\":1,\"k", StringComparison.Ordinal)).GetProperty("reason").GetString());
    }

    [Fact]
    public void Flash_that_refuses_leaves_everything_as_it_was()
    {
        _bench.Files.Refuses = true;
        var report = Desire("""{"version":1,"settings":{"interval_ms":5000}}""");
        Assert.Equal(("refused", "the flash refused to keep it"), (report.GetProperty("state").GetString(), report.GetProperty("reason").GetString()));
        Assert.Equal(1000, _bench.Sampler.IntervalMs);
    }

    [Fact]
    public void Secrets_are_neither_reported_nor_logged()
    {
        var report = Desire("""{"version":1,"settings":{"broker_user":"u","broker_password":"hunter2","wifi_password":12345678}}""");
        Assert.Equal("***", report.GetProperty("results").GetProperty("broker_password").GetProperty("value").GetString());
        var all = report.GetRawText() + string.Join('\n', _bench.Sink.Lines);
        Assert.DoesNotContain("hunter2", all);
        Assert.DoesNotContain("12345678", all);
    }

    [Fact]
    public void Whoever_flashes_another_file_gets_that_one()
    {
        Desire("""{"version":1,"settings":{"interval_ms":5000}}""");
        _bench.Files[SettingsFile.Name] = Encoding.UTF8.GetBytes(Bench.OwnSettings.Replace("good", "newer", StringComparison.Ordinal));
        var next = Next();
        Assert.Equal((10000, "newer", ConfigPhase.None), (next.Settings!.IntervalMs, next.Settings.WifiPassword, next.Config.Phase));
    }

    [Fact]
    public void A_document_that_the_flash_forgot_gives_way_to_the_boards_own_file_and_is_taken_again()
    {
        const string Document = """{"version":1,"settings":{"interval_ms":5000}}""";
        Desire(Document);
        _bench.Files["config.1"]![3] ^= 1;
        var next = Next();
        Assert.Equal((10000, ConfigPhase.None), (next.Settings!.IntervalMs, next.Config.Phase));
        next.ConfigDesk.Handle(Encoding.UTF8.GetBytes(Document));
        Assert.Equal(5000, next.Sampler.IntervalMs);
    }

    [Fact]
    public void The_report_goes_out_retained_once_a_start_and_after_each_document()
    {
        _bench.GoOnline();
        Assert.Empty(_bench.Mqtt.Of("reported"));
        _bench.Mqtt.Receive(Bench.Device + "config/desired", """{"version":1,"settings":{"interval_ms":5000}}""", retained: true);
        _bench.RunLink(0);
        Assert.True(Assert.Single(_bench.Mqtt.Of("reported")).Retain);
        var next = Next().GoOnline();
        next.RunLink(0);
        Assert.Equal("devices/bench/config/reported", Assert.Single(next.Mqtt.Of("reported")).Topic);
    }

    [Fact]
    public void A_report_that_did_not_arrive_goes_again_on_the_next_connection()
    {
        _bench.GoOnline();
        _bench.Mqtt.Acknowledges = false;
        _bench.Mqtt.Receive(Bench.Device + "config/desired", """{"version":1,"settings":{"interval_ms":5000}}""");
        _bench.RunLink(0);
        _bench.Mqtt.Break();
        _bench.Mqtt.Acknowledges = true;
        _bench.GoOnline();
        _bench.RunLink(0);
        Assert.Equal(2, _bench.Mqtt.Of("reported").Count());
    }

    private JsonElement Desire(string document)
    {
        _bench.ConfigDesk.Handle(Encoding.UTF8.GetBytes(document));
        return Reported(_bench);
    }

    private static JsonElement Reported(Bench bench) => JsonDocument.Parse(bench.ConfigDesk.TakeReport()).RootElement;

    private Bench Next() => new(_bench.Files.Copy(), boot: "00000002");

    // The order of members that a Hashtable gives is nobody's promise.
    private static string Sorted(JsonElement report)
    {
        var results = report.GetProperty("results");
        var sorted = string.Join(',', results.EnumerateObject().OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => $"\"{r.Name}\":{r.Value.GetRawText()}"));
        return report.GetRawText().Replace(results.GetRawText(), $"{{{sorted}}}", StringComparison.Ordinal);
    }
}
