using System.Text;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

public sealed class SettingsTests
{
    private static readonly byte[] Mac = [0x24, 0x0A, 0xC4, 0x00, 0xFE, 0x01];

    private readonly FakeFiles _files = new();

    [Fact]
    public void Two_names_are_enough_and_the_rest_has_defaults()
    {
        var settings = Good("""{"wifi_ssid":"home","broker_host":"10.0.0.2"}""");
        Assert.Equal("esp32-240ac400fe01", settings.DeviceId);
        Assert.Equal((1883, 10000, 30000, 64), (settings.BrokerPort, settings.IntervalMs, settings.HeartbeatMs, settings.Outbox.Capacity));
        Assert.Equal((65536, 300000, false), (settings.Outbox.FlashBytes, settings.Outbox.FlushMs, settings.PubackIsEnough));
        Assert.Equal((-1, -1, -1, -1), (settings.DhtEchoPin, settings.DhtTriggerPin, settings.LightAdcChannel, settings.LedPin));
        Assert.Equal(("", LogLevel.Info), (settings.Namespace, settings.LogLevel));
        Assert.Equal(["0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org"], settings.SntpServers);
        Assert.Empty(settings.WritablePins);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        _files["ca.pem"] = [1];
        var settings = Good("""
            {"device_id":"roof-1","namespace":"farm","wifi_ssid":"home","wifi_password":"p","broker_host":"b","broker_tls":true,"broker_ca":"ca.pem",
             "broker_user":"u","broker_password":"s","interval_ms":500,"heartbeat_ms":5000,"dht_echo_pin":26,"dht_trigger_pin":27,"light_adc_channel":6,
             "led_pin":2,"writable_pins":[4,5],"outbox_capacity":10,"outbox_flash_kb":16,"outbox_flush_s":20,"report":{"temperature":{"deadband":0.2,"deadband_percent":1,"min_s":10,"max_s":600},"light":{"max_s":60}},"outbox_thin":["light"],"outbox_critical":["temperature","humidity"],"puback_is_enough":true,"log_level":"debug","sntp_servers":["10.0.0.1","time"]}
            """);
        Assert.Equal(("roof-1", "farm", "p", 8883, "u", "s"), (settings.DeviceId, settings.Namespace, settings.WifiPassword, settings.BrokerPort, settings.BrokerUser, settings.BrokerPassword));
        Assert.Equal((500, 5000, 26, 27, 6, 2, 10), (settings.IntervalMs, settings.HeartbeatMs, settings.DhtEchoPin, settings.DhtTriggerPin, settings.LightAdcChannel, settings.LedPin, settings.Outbox.Capacity));
        Assert.Equal(["light"], settings.OutboxThin);
        var rule = settings.Report.Single(r => r.Sensor == "temperature");
        Assert.Equal((2, 0.2, 1, 10_000, 600_000), (settings.Report.Length, rule.Deadband, rule.DeadbandPercent, rule.LeastMs, rule.MostMs));
        Assert.Equal(["temperature", "humidity"], settings.OutboxCritical);
        Assert.Equal((16384, 20000, true), (settings.Outbox.FlashBytes, settings.Outbox.FlushMs, settings.PubackIsEnough));
        Assert.Equal(LogLevel.Debug, settings.LogLevel);
        Assert.Equal(["10.0.0.1", "time"], settings.SntpServers);
        Assert.Equal([4, 5], settings.WritablePins);
        Assert.Equal([1], settings.BrokerCa);
    }

    [Fact]
    public void All_faults_stand_in_one_message_with_field_value_and_fix()
    {
        var faults = Bad("""{"wifi_ssid":"home","interval_ms":5,"log_level":"loud","namespace":"a/b"}""");
        Assert.Contains("broker_host is missing: give a text", faults);
        Assert.Contains("interval_ms is 5: give a whole number from 100 to 86400000", faults);
        Assert.Contains("log_level is \"loud\": use debug, info, warning or error", faults);
        Assert.Contains("namespace is \"a/b\": use one topic level", faults);
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        var faults = Bad("""{"wifi_ssid":"home","broker_host":"b","wifi_password":12345678,"broker_password":"hunter2"}""");
        Assert.Contains("wifi_password is not a text", faults);
        Assert.Contains("broker_user is missing: broker_password needs a user", faults);
        Assert.DoesNotContain("12345678", faults);
        Assert.DoesNotContain("hunter2", faults);
    }

    [Fact]
    public void A_password_that_the_board_reads_as_a_time_is_named_as_such()
    {
        var faults = Bad("""{"wifi_ssid":"home","broker_host":"b","wifi_password":"2026-01-05T08:00:00Z"}""");
        Assert.Contains("wifi_password is not a text: the board takes this text for a time; choose another", faults);
        Assert.DoesNotContain("2026", faults);
    }

    [Fact]
    public void Tls_without_an_authority_stops_the_start()
    {
        const string Head = """{"wifi_ssid":"home","broker_host":"b","broker_tls":true""";
        Assert.Contains("broker_ca is missing", Bad(Head + "}"));
        Assert.Contains("broker_ca is \"ca.pem\": there is no such file", Bad(Head + ""","broker_ca":"ca.pem"}"""));
        Assert.Contains("broker_tls is false", Bad("""{"wifi_ssid":"home","broker_host":"b","broker_ca":"ca.pem"}"""));
    }

    [Theory]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","wifi_sid":"x"}""", "wifi_sid: is not a known name")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4}""", "dht_trigger_pin is missing")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4,"dht_trigger_pin":4}""", "dht_trigger_pin is 4: use another pin")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","writable_pins":[4,99]}""", "writable_pins is a list with a wrong entry")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","writable_pins":4}""", "writable_pins is 4: give a list")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4,"dht_trigger_pin":5,"writable_pins":[5]}""", "writable_pins is a list with a pin of the DHT22")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","device_id":"two words"}""", "device_id is \"two words\"")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","interval_ms":2.5}""", "interval_ms is 2.5")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","outbox_flash_kb":4}""", "outbox_flash_kb is 4: give 0 for none, or from 8 to 96")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","sntp_servers":["a","b","c","d","e"]}""", "sntp_servers is a list of 5: give at most 4")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","sntp_servers":["a",""]}""", "sntp_servers is a list with an empty text: give names or addresses")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","sntp_servers":"a"}""", "sntp_servers is \"a\": give a list of texts")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","outbox_thin":["Light"]}""", "outbox_thin is a list with \"Light\": use names of sensors")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","outbox_critical":[7]}""", "outbox_critical is a list with a wrong entry: give a list of texts")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":{"light":{"deadband":-1}}}""", "report.light: deadband is -1: give a number from 0 to 1000000")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":{"light":{"min_s":10,"max_s":5}}}""", "report.light: max_s is 5: give at least min_s")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":{"light":{"band":1}}}""", "report.light: band: is not a known name")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":{"light":1}}""", "report.light is no object")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":{"2":{}}}""", "report is an object with \"2\": use names of sensors")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","report":[]}""", "report is a list: give an object")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","outbox_flush_s":1}""", "outbox_flush_s is 1: give a whole number from 10 to 86400")]
    [InlineData("""{"wifi_ssid":"","broker_host":"b"}""", "wifi_ssid is \"\": give a text")]
    [InlineData("""{"wifi_ssid":"home","broker_host":""", "is not a JSON object")]
    [InlineData("""[1]""", "is not a JSON object")]
    public void A_mistake_is_named(string json, string expected) => Assert.Contains(expected, Bad(json));

    [Fact]
    public void A_missing_file_is_named_with_what_it_needs()
    {
        Assert.Null(SettingsFile.Read(_files, Mac, out var faults));
        Assert.Contains("nanofleet.json is missing", faults);
        Assert.Contains("wifi_ssid", faults);
    }

    private Settings Good(string json)
    {
        _files[SettingsFile.Name] = Encoding.UTF8.GetBytes(json);
        var settings = SettingsFile.Read(_files, Mac, out var faults);
        Assert.Null(faults);
        return settings!;
    }

    private string Bad(string json)
    {
        _files[SettingsFile.Name] = Encoding.UTF8.GetBytes(json);
        Assert.Null(SettingsFile.Read(_files, Mac, out var faults));
        return faults;
    }
}
