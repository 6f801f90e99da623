using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The unmodified firmware runs on virtual boards.</summary>
public sealed class FirmwareOnBoardTests : IAsyncLifetime
{
    private const int Led = 2;

    private readonly TestBroker _broker = TestBroker.Start();
    private readonly Board _board = new(new BoardOptions
    {
        Name = "b1",
        WifiJoinTime = TimeSpan.FromMilliseconds(20),
        WifiLossNotice = TimeSpan.FromMilliseconds(200),
    });

    public async ValueTask InitializeAsync()
    {
        // So that the firmware lets go of readings without a gateway that confirms them.
        await _broker.PublishAsync(Topics.SystemGateway, """{"version":"test","contract":1,"puback_means_stored":true}""", retain: true);
        VirtualFirmware.Configure(_board, new FirmwareSettings { DeviceId = "b1", BrokerPort = _broker.Port, IntervalMs = 200, LedPin = Led });
    }

    [Fact]
    public async Task The_firmware_connects_and_publishes_its_readings()
    {
        VirtualFirmware.PowerOn(_board);

        Assert.Contains("\"online\"", await _broker.NextAsync("devices/b1/status"), StringComparison.Ordinal);
        Assert.Contains("temperature", await _broker.NextAsync("devices/b1/data", d => d.Contains("temperature", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_will_of_a_board_that_loses_its_power_is_published()
    {
        VirtualFirmware.PowerOn(_board);
        await _broker.NextAsync("devices/b1/data");

        _board.PullPower();

        Assert.Contains("\"offline\"", await _broker.NextAsync("devices/b1/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_turns_the_led_on_and_is_answered()
    {
        VirtualFirmware.PowerOn(_board);
        await _broker.NextAsync("devices/b1/data");

        await _broker.PublishAsync("devices/b1/command", """{"request_id":"r1","action":"set_led","params":{"state":1}}""");

        Assert.Contains("\"success\":true", await _broker.NextAsync("devices/b1/response"), StringComparison.Ordinal);
        Assert.True(_board.GetPin(Led));
    }

    [Fact]
    public async Task A_reboot_command_begins_a_new_boot()
    {
        VirtualFirmware.PowerOn(_board);
        var first = Boot(await _broker.NextAsync("devices/b1/data"));

        await _broker.PublishAsync("devices/b1/command", """{"request_id":"r2","action":"reboot"}""");

        await _broker.NextAsync("devices/b1/response");
        await _broker.NextAsync("devices/b1/data", d => Boot(d) != first);
        Assert.Equal(2, _board.Boots);
    }

    [Fact]
    public async Task A_board_that_was_sent_to_sleep_goes_on_within_its_boot_when_its_timer_wakes_it()
    {
        VirtualFirmware.Configure(_board, new FirmwareSettings { DeviceId = "b1", BrokerPort = _broker.Port, IntervalMs = 200, DeepSleep = new { sleep_s = 600 } });
        VirtualFirmware.PowerOn(_board);
        var first = await _broker.NextAsync("devices/b1/data");

        await _broker.PublishAsync("devices/b1/command", """{"request_id":"r3","action":"sleep","params":{"seconds":5}}""");

        Assert.Contains("\"sleep_s\":5", await _broker.NextAsync("devices/b1/status", s => s.Contains("sleeping", StringComparison.Ordinal)), StringComparison.Ordinal);
        await _broker.NextAsync("devices/b1/status", s => s.Contains("\"wake\"", StringComparison.Ordinal));
        var after = await _broker.NextAsync("devices/b1/data", d => Uptime(d) > Uptime(first) + 5000);
        Assert.Equal(Boot(first), Boot(after));
        Assert.True(Seq(after) > Seq(first));
        Assert.Equal(2, _board.Boots);

        // From now on by itself.
        await _broker.NextAsync("devices/b1/status", s => s.Contains("\"sleep_s\":600", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_no_time_server_answers_the_gateways_time_goes_with_the_readings()
    {
        using var lonely = new Board(new BoardOptions { Name = "b2", TimeServers = [] });
        VirtualFirmware.Configure(lonely, new FirmwareSettings { DeviceId = "b2", BrokerPort = _broker.Port, IntervalMs = 200 });
        VirtualFirmware.PowerOn(lonely);
        await _broker.NextAsync("devices/b2/data", d => d.Contains("\"time_quality\":\"uptime\"", StringComparison.Ordinal));

        await _broker.PublishAsync(Topics.SystemGateway, """{"version":"test","contract":1,"puback_means_stored":true,"timestamp":"2031-02-03T04:05:06.000Z"}""");

        Assert.Contains("2031-02-03T04:0", await _broker.NextAsync("devices/b2/data", d => d.Contains("\"time_quality\":\"gateway\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_whose_name_is_not_known_is_named_on_the_console()
    {
        using var lost = new Board(new BoardOptions { Name = "b3" });
        var said = new Signal();
        lost.Console.LineWritten += (_, line) =>
        {
            if (line.Contains("link: no_dns, \"broker.invalid\" not found", StringComparison.Ordinal)) said.Set();
        };
        VirtualFirmware.Configure(lost, new FirmwareSettings { DeviceId = "b3", BrokerHost = "broker.invalid", BrokerPort = _broker.Port });
        VirtualFirmware.PowerOn(lost);
        await said.WaitAsync();
    }

    [Fact]
    public async Task Readings_go_on_after_the_air_was_cut()
    {
        VirtualFirmware.PowerOn(_board);
        var before = Seq(await _broker.NextAsync("devices/b1/data"));
        var leftTheNetwork = new Signal();
        _board.WifiChanged += (_, joined) =>
        {
            if (!joined) leftTheNetwork.Set();
        };

        _board.CutWifi();
        await leftTheNetwork.WaitAsync();
        _board.RestoreWifi();

        await _broker.NextAsync("devices/b1/data", d => Seq(d) > before + 10);
        Assert.Equal(1, _board.Boots);
    }

    [Fact]
    public async Task The_sensors_are_those_that_the_settings_name()
    {
        var sensors = new Dictionary<string, object>
        {
            ["soil"] = new { type = "analog", channel = 6, scale = 100, unit = "%" },
            ["door"] = new { type = "digital", pin = 4, pull = "up", count = "both", interval_ms = 100 },
        };
        VirtualFirmware.Configure(_board, new FirmwareSettings { DeviceId = "b1", BrokerPort = _broker.Port, IntervalMs = 200, DhtEchoPin = null, DhtTriggerPin = null, LightAdcChannel = null, Sensors = sensors });
        VirtualFirmware.PowerOn(_board);

        var info = await _broker.NextAsync("devices/b1/info");
        Assert.Equal(["door", "door_count", "soil"], System.Text.Json.JsonDocument.Parse(info).RootElement.GetProperty("sensors").EnumerateArray().Select(s => s.GetProperty("sensor_name").GetString()!).Order());
        Assert.Contains("\"door\",\"value\":1}", await _broker.NextAsync("devices/b1/data"), StringComparison.Ordinal);

        _board.SetPin(4, false);

        await _broker.NextAsync("devices/b1/data", d => d.Contains("\"door_count\",\"value\":1}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_board_without_settings_says_on_its_console_what_it_needs()
    {
        using var empty = new Board(new BoardOptions { Name = "empty" });
        var said = new Signal();
        empty.Console.LineWritten += (_, _) => said.Set();

        VirtualFirmware.PowerOn(empty);

        await said.WaitAsync();
        Assert.Contains("nanofleet.json is missing", empty.Console.Lines[0], StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', _board.Console.Lines));
        _board.Dispose();
        await _broker.DisposeAsync();
    }

    private static int Seq(string data) => System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("seq").GetInt32();

    private static long Uptime(string data) => System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("uptime_ms").GetInt64();

    private static string Boot(string data) => System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("boot").GetString()!;
}
