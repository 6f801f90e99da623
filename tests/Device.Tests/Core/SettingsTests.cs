using System.Text;
using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

public sealed class SettingsTests
{
    private static readonly byte[] Mac = [0x24, 0x0A, 0xC4, 0x00, 0xFE, 0x01];

    private static readonly ISensorKind[] Kinds = SensorSet.Kinds(new FakeClock());

    private readonly FakeFiles _files = new();

    [Fact]
    public void Two_names_are_enough_and_the_rest_has_defaults()
    {
        var settings = Good("""{"wifi_ssid":"home","broker_host":"10.0.0.2"}""");
        Assert.Equal("esp32-240ac400fe01", settings.DeviceId);
        Assert.Equal((1883, 10000, 30000, 64), (settings.BrokerPort, settings.IntervalMs, settings.HeartbeatMs, settings.Outbox.Capacity));
        Assert.Equal((65536, 300000, false), (settings.Outbox.FlashBytes, settings.Outbox.FlushMs, settings.PubackIsEnough));
        Assert.Equal(-1, settings.LedPin);
        Assert.Null(Assert.Single(settings.Sensors).Sensor);
        Assert.Equal(("", LogLevel.Info), (settings.Namespace, settings.LogLevel));
        Assert.Equal(["0.pool.ntp.org", "1.pool.ntp.org", "2.pool.ntp.org"], settings.SntpServers);
        Assert.Empty(settings.WritablePins);
    }

    [Fact]
    public void The_erasing_button_is_the_boot_button_unless_its_pin_has_other_work()
    {
        Assert.Equal(0, Good("""{"wifi_ssid":"home","broker_host":"b"}""").ErasePin);
        Assert.Equal(9, Good("""{"wifi_ssid":"home","broker_host":"b","erase_pin":9}""").ErasePin);
        Assert.Equal(-1, Good("""{"wifi_ssid":"home","broker_host":"b","led_pin":0}""").ErasePin);
        Assert.Equal(-1, Good("""{"wifi_ssid":"home","broker_host":"b","writable_pins":[0]}""").ErasePin);
        Assert.Contains("erase_pin is 4: the LED or a writable pin has it", Bad("""{"wifi_ssid":"home","broker_host":"b","erase_pin":4,"writable_pins":[4]}"""), StringComparison.Ordinal);
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
        Assert.Equal((500, 5000, 2, 10), (settings.IntervalMs, settings.HeartbeatMs, settings.LedPin, settings.Outbox.Capacity));
        Assert.Equal(["dht22", "internal", "light"], settings.Sensors.Select(s => s.Sensor?.Name ?? "internal").Order());
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

    [Fact]
    public void A_client_certificate_comes_from_files_or_by_itself_which_goes_first()
    {
        const string Tls = """{"wifi_ssid":"home","broker_host":"b","broker_tls":true,"broker_ca":"ca.pem" """;
        const string Direct = ""","client_certificate_pem":"-----BEGIN CERTIFICATE-----direct","client_key_pem":"-----BEGIN EC PRIVATE KEY-----direct" """;
        _files["ca.pem"] = [1];
        _files["own.pem"] = "-----BEGIN CERTIFICATE-----filed"u8.ToArray();
        _files["own.key"] = "-----BEGIN PRIVATE KEY-----filed"u8.ToArray();
        const string Filed = ""","client_certificate":"own.pem","client_key":"own.key" """;

        Assert.Null(Good(Tls + "}").ClientCertificate);
        Assert.Null(Good(Tls + "}").ClientKey);
        foreach (var (json, from) in ((string, string)[])[(Filed, "filed"), (Direct, "direct"), (Filed + Direct, "direct")])
        {
            var settings = Good(Tls + json + "}");
            Assert.EndsWith(from, settings.ClientCertificate, StringComparison.Ordinal);
            Assert.EndsWith(from, settings.ClientKey, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(""","client_certificate_pem":"-----BEGIN CERTIFICATE-----" """, "client_key_pem is no private key: give that of the certificate")]
    [InlineData(""","client_key_pem":"-----BEGIN PRIVATE KEY-----canary" """, "client_certificate_pem is no certificate: give it in PEM")]
    [InlineData(""","client_certificate":"own.pem","client_key":"gone.key" """, "client_key is no private key")]
    [InlineData(""","client_certificate":"gone.pem","client_key":"own.key" """, "client_certificate is no certificate")]
    [InlineData(""","client_certificate_pem":"-----BEGIN CERTIFICATE-----","client_key_pem":"-----BEGIN ENCRYPTED PRIVATE KEY-----canary" """, "not encrypted")]
    [InlineData(""","client_certificate_pem":"-----BEGIN CERTIFICATE-----","client_key_pem":"canary" """, "client_key_pem is no private key")]
    [InlineData(""","client_certificate":"own.pem","client_key":"own.key","broker_tls":false """, "broker_tls is false: set it to true")]
    public void A_client_certificate_without_its_key_or_TLS_stops_the_start_and_the_key_is_not_shown(string json, string fault)
    {
        _files["ca.pem"] = [1];
        _files["own.pem"] = "-----BEGIN CERTIFICATE-----"u8.ToArray();
        _files["own.key"] = "-----BEGIN PRIVATE KEY-----"u8.ToArray();
        var tls = json.Contains("broker_tls", StringComparison.Ordinal) ? "" : ""","broker_tls":true,"broker_ca":"ca.pem" """;

        var said = Bad("""{"wifi_ssid":"home","broker_host":"b" """ + tls + json + "}");

        Assert.Contains(fault, said);
        Assert.DoesNotContain("canary", said);
    }

    [Theory]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","wifi_sid":"x"}""", "wifi_sid: is not a known name")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4}""", "dht_trigger_pin is missing")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4,"dht_trigger_pin":4}""", "sensors.dht22: trigger_pin is 4: use another pin than echo_pin")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","writable_pins":[4,99]}""", "writable_pins is a list with a wrong entry")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","writable_pins":4}""", "writable_pins is 4: give a list")]
    [InlineData("""{"wifi_ssid":"home","broker_host":"b","dht_echo_pin":4,"dht_trigger_pin":5,"writable_pins":[5]}""", "sensors.dht22: trigger_pin is 5: is in writable_pins; take it out there")]
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
    public void The_set_of_sensors_is_what_the_settings_name()
    {
        var settings = Good("""
            {"wifi_ssid":"home","broker_host":"b","sensors":{
             "cellar":{"type":"dht11","echo_pin":26,"trigger_pin":27,"prefix":"cellar_","interval_ms":60000},
             "soil":{"type":"analog","channel":6,"scale":250,"offset":-12.5,"decimals":2,"unit":"hPa","min":-10,"max":200,"median":5},
             "door":{"type":"digital","pin":4,"pull":"up","invert":true,"debounce_ms":50,"count":"rising"},
             "rain":{"type":"digital","pin":5,"level":false,"count":"falling"},
             "board":{"type":"internal","interval_ms":300000}}}
            """);
        var quantities = settings.Sensors.Where(s => s.Sensor is not null).ToDictionary(s => s.Sensor.Name, s => (string.Join(' ', s.Sensor.Quantities), s.IntervalMs, s.Reads));
        Assert.Equal(("cellar_temperature cellar_humidity", 60_000, 1), quantities["cellar"]);
        Assert.Equal(("soil", 0, 5), quantities["soil"]);
        Assert.Equal(("door door_count", 0, 1), quantities["door"]);
        Assert.Equal(("rain_count", 0, 1), quantities["rain"]);
        Assert.Equal(300_000, settings.Sensors.Single(s => s.Sensor is null).IntervalMs);
    }

    [Theory]
    [InlineData("""{"x":{"type":"dht23"}}""", "sensors.x: type is \"dht23\": use dht11, dht21, dht22, analog, digital, internal")]
    [InlineData("""{"x":{"type":"dht11","echo_pin":4}}""", "sensors.x: trigger_pin is missing: give a whole number from 0 to 48")]
    [InlineData("""{"x":{"type":"analog","channel":20}}""", "sensors.x: channel is 20: give a whole number from 0 to 19")]
    [InlineData("""{"x":{"type":"analog","channel":2,"min":5,"max":4}}""", "sensors.x: max is 4: give at least min")]
    [InlineData("""{"x":{"type":"analog","channel":2,"median":16}}""", "sensors.x: median is 16: give a whole number from 1 to 15")]
    [InlineData("""{"x":{"type":"analog","channel":2,"interval_ms":5}}""", "sensors.x: interval_ms is 5: give a whole number from 100")]
    [InlineData("""{"x":{"type":"analog","channel":2,"pin":3}}""", "sensors.x: pin: is not a known name")]
    [InlineData("""{"x":{"type":"digital","pin":3,"pull":"left"}}""", "sensors.x: pull is \"left\": use none, up or down")]
    [InlineData("""{"x":{"type":"digital","pin":3,"level":false}}""", "sensors.x: level is false: set it to true, or count")]
    [InlineData("""{"x":{"type":"digital","pin":3,"median":3}}""", "sensors.x: median: an input is debounced and counted; remove it")]
    [InlineData("""{"x":{"type":"digital","pin":4}}""", "sensors.x: pin is 4: is in writable_pins; take it out there")]
    [InlineData("""{"X":{"type":"internal"}}""", "sensors is an object with \"X\": use a-z 0-9 _")]
    [InlineData("""{"x":1}""", "sensors.x is no object: give an object such as")]
    [InlineData("""{"x":{"type":"internal"},"y":{"type":"internal"}}""", "sensors is a set with rssi twice: give one of them another name, or a prefix")]
    public void A_mistake_in_a_sensor_is_named_with_the_sensor(string sensors, string expected) =>
        Assert.Contains(expected, Bad($$"""{"wifi_ssid":"home","broker_host":"b","writable_pins":[4],"sensors":{{sensors}}}"""));

    [Theory]
    [InlineData("""{"samples":1}""", "deep_sleep: sleep_s is missing: give a whole number from 5 to 86400")]
    [InlineData("""{"sleep_s":60,"samples":17}""", "deep_sleep: samples is 17: give a whole number from 1 to 16")]
    [InlineData("""{"sleep_s":60,"samples":8}""", "deep_sleep: samples is 8: interval_ms apart they do not fit into awake_s")]
    [InlineData("""{"sleep_s":60,"often":1}""", "deep_sleep: often: is not a known name")]
    [InlineData("""{"sleep_s":60},"outbox_flash_kb":0""", "outbox_flash_kb is 0: memory does not outlast a sleep")]
    public void A_mistake_in_deep_sleep_is_named(string sleep, string expected) => Assert.Contains(expected, Bad($$"""{"wifi_ssid":"home","broker_host":"b","deep_sleep":{{sleep}}}"""));

    [Fact]
    public void Deep_sleep_has_defaults_but_for_how_long()
    {
        var sleep = Good("""{"wifi_ssid":"home","broker_host":"b","deep_sleep":{"sleep_s":300}}""").DeepSleep;
        Assert.Equal((300, 1, 1, 60_000), (sleep.SleepS, sleep.Samples, sleep.BatchEvery, sleep.AwakeMs));
    }

    [Fact]
    public void A_missing_file_is_named_with_what_it_needs()
    {
        Assert.Null(SettingsFile.Read(_files, Mac, Kinds, out var faults));
        Assert.Contains("nanofleet.json is missing", faults);
        Assert.Contains("wifi_ssid", faults);
    }

    private Settings Good(string json)
    {
        _files[SettingsFile.Name] = Encoding.UTF8.GetBytes(json);
        var settings = SettingsFile.Read(_files, Mac, Kinds, out var faults);
        Assert.Null(faults);
        return settings!;
    }

    private string Bad(string json)
    {
        _files[SettingsFile.Name] = Encoding.UTF8.GetBytes(json);
        Assert.Null(SettingsFile.Read(_files, Mac, Kinds, out var faults));
        return faults;
    }
}
