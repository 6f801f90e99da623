using System.Text.Json.Nodes;
using Nanofleet.Flash;
using Nanofleet.Flash.Steps;
using Nanofleet.Nanoff;
using Nanofleet.Tools.Tests.Nanoff;

namespace Nanofleet.Tools.Tests.Flash;

/// <summary>The whole way onto a board, with a nanoff that may lie: what is on the board afterwards, and what is said.</summary>
public sealed class FlashRunTests : IDisposable
{
    private static readonly (string, string)[] Assemblies = [("mscorlib", "1.17.11.0"), ("Nanofleet.Device.Core", "0.1.0.0"), ("Nanofleet.Device.App", "0.1.0.0")];

    private readonly FakeNanoff _fake = new();
    private readonly StringWriter _output = new();
    private readonly FileInfo _image;

    public FlashRunTests() => _image = FakeImage.Write(_fake.Folder, "app.bin", Assemblies);

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task Blank_board_gets_the_firmware_of_the_pinned_line_then_the_application()
    {
        await RunAsync();

        Assert.Equal("1.17.0.812", _fake.State["firmware"]!.GetValue<string>());
        Assert.Equal(3, _fake.State["assemblies"]!.AsArray().Count);
        Assert.Contains("--target ESP32_PSRAM_REV0 --serialport /dev/ttyUSB0 --update --fwversion 1.17.0.812 --masserase -v m", _fake.Calls);
        Assert.Contains("3 assemblies, names and versions as in the image", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Board_with_nanoFramework_keeps_its_files_when_its_firmware_is_another()
    {
        _fake.Running(firmware: "1.16.0.703").Board(board => board["files"]![@"I:\outbox.1"] = "readings");

        await RunAsync();

        Assert.Equal("readings", _fake.State["files"]![@"I:\outbox.1"]!.GetValue<string>());
        Assert.Equal("1.17.0.812", _fake.State["firmware"]!.GetValue<string>());
    }

    [Fact]
    public async Task Second_run_writes_nothing()
    {
        var settings = WriteSettings("""{"broker_host":"10.0.0.1"}""");
        await RunAsync(new FlashOptions { SettingsFile = settings });
        _fake.ForgetCalls();

        await RunAsync(new FlashOptions { SettingsFile = settings });

        Assert.Equal(["--listports", "--nanodevice --devicedetails --serialport /dev/ttyUSB0"], _fake.Calls);
        Assert.Contains("nothing was written", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_run_deploys_again_when_the_image_is_another_of_the_same_versions()
    {
        await RunAsync();
        _fake.ForgetCalls();
        File.AppendAllBytes(_image.FullName, File.ReadAllBytes(FakeImage.Write(_fake.Folder, "more.bin", ("mscorlib", "1.17.11.0")).FullName));

        await RunAsync();

        Assert.Contains(_fake.Calls, call => call.Contains("--deploy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changed_settings_are_written_and_the_board_restarts()
    {
        await RunAsync(new FlashOptions { SettingsFile = WriteSettings("""{"broker_host":"10.0.0.1"}""") });
        _fake.ForgetCalls();

        await RunAsync(new FlashOptions { SettingsFile = WriteSettings("""{"broker_host":"10.0.0.2"}""") });

        Assert.Contains("10.0.0.2", _fake.State["files"]![@"I:\nanofleet.json"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(_fake.Calls, call => call.Contains("--deploy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificate_that_the_settings_name_goes_to_the_board_too()
    {
        await File.WriteAllTextAsync(Path.Combine(_fake.Folder, "ca.pem"), "PEM", TestContext.Current.CancellationToken);

        await RunAsync(new FlashOptions { SettingsFile = WriteSettings("""{"broker_host":"10.0.0.1","broker_ca":"ca.pem"}""") });

        Assert.Equal([@"I:\ca.pem", @"I:\nanofleet.json"], _fake.State["files"]!.AsObject().Select(file => file.Key));
    }

    [Theory]
    [InlineData("""{"broker_ca":"ca.pem"}""", "no such file beside it")]
    [InlineData("""{"broker_host":}""", "is not JSON: see line 1")]
    [InlineData("[]", "is not a JSON object")]
    public async Task Fault_is_found_before_the_board_is_touched_when_the_settings_are_wrong(string json, string cause)
    {
        var thrown = await FailAsync(new FlashOptions { SettingsFile = WriteSettings(json) });

        Assert.Contains(cause, thrown.Cause, StringComparison.Ordinal);
        Assert.Empty(_fake.Calls);
    }

    [Fact]
    public async Task Fault_names_each_assembly_when_nanoff_says_deployed_and_the_old_ones_are_still_there()
    {
        _fake.Running().Lies("deploy").Board(board => board["assemblies"] = new JsonArray(new JsonArray("mscorlib", "1.17.10.0"), new JsonArray("Blinky", "1.0.0.0")));

        var thrown = await FailAsync();

        Assert.Contains("mscorlib is 1.17.10.0 on the board and 1.17.11.0 in the image", thrown.Cause, StringComparison.Ordinal);
        Assert.Contains("Nanofleet.Device.App 0.1.0.0 is not on the board", thrown.Cause, StringComparison.Ordinal);
        Assert.Contains("Blinky 1.0.0.0 is on the board and not in the image", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_is_found_again_when_a_failed_deployment_is_repeated()
    {
        _fake.Running().Lies("deploy");
        await FailAsync();

        var thrown = await FailAsync();

        Assert.Contains("but the board has another one", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_both_versions_when_nanoff_says_flashed_and_the_old_firmware_runs()
    {
        _fake.Running(firmware: "1.16.0.703").Lies("update");

        var thrown = await FailAsync();

        Assert.Contains("says that ESP32_PSRAM_REV0 1.17.0.812 is flashed, but the board runs ESP32_PSRAM_REV0 1.16.0.703", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_chip_and_target_when_they_do_not_fit()
    {
        var thrown = await FailAsync(new FlashOptions { Target = "ESP32_C3_REV3" });

        Assert.Contains("is for an ESP32-C3, and the chip on /dev/ttyUSB0 is an ESP32", thrown.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(_fake.Calls, call => call.Contains("--update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fault_names_what_is_published_when_the_pinned_line_is_not()
    {
        var thrown = await FailAsync(new FlashOptions { Target = "ESP32_REV0" });

        Assert.Contains("No firmware 1.17.0.* is published for ESP32_REV0; there is 1.16.0.580", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_the_serial_monitor_when_the_port_is_busy()
    {
        _fake.Board(board => board["busy"] = FakeNanoff.Port);

        Assert.Contains("serial monitor", (await FailAsync()).NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_goes_through_the_boot_loader_when_the_one_on_the_board_lets_nobody_in()
    {
        _fake.Running().Board(board => board["locked"] = true);

        await RunAsync();

        Assert.Equal(3, _fake.State["assemblies"]!.AsArray().Count);
        Assert.Contains("through the boot loader", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Board_is_found_on_its_new_port_when_it_restarts_under_another_name()
    {
        _fake.Board(board => board["moves_to"] = "/dev/ttyACM0");

        await RunAsync();

        Assert.Contains("/dev/ttyUSB0 is gone, the board is on /dev/ttyACM0 now", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _fake.State["assemblies"]!.AsArray().Count);
    }

    [Fact]
    public async Task Port_is_asked_for_when_there_are_several()
    {
        _fake.Running().Board(board => board["ports"] = new JsonArray(FakeNanoff.Port, "/dev/ttyUSB1"));

        await RunAsync(answers: "1\n");

        Assert.Contains("Which one is the board?", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _fake.State["assemblies"]!.AsArray().Count);
    }

    [Fact]
    public async Task Fault_lists_the_ports_when_there_are_several_and_nobody_can_be_asked()
    {
        _fake.Board(board => board["ports"] = new JsonArray(FakeNanoff.Port, "/dev/ttyUSB1"));

        Assert.Contains("/dev/ttyUSB0, /dev/ttyUSB1", (await FailAsync()).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_cable_and_driver_when_there_is_no_port()
    {
        _fake.Board(board => board["ports"] = new JsonArray());

        Assert.Contains("cable that carries data", (await FailAsync()).NextAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("")] // the end of the input is no yes
    public async Task Nothing_is_erased_when_the_user_does_not_say_yes(string answers)
    {
        await Assert.ThrowsAsync<NanoffException>(() => RunAsync(answers: answers));

        Assert.DoesNotContain(_fake.Calls, call => call.Contains("--update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mark_of_an_editor_does_not_get_onto_the_board()
    {
        var settings = WriteSettings("\uFEFF{\"broker_host\":\"10.0.0.1\"}");

        await RunAsync(new FlashOptions { SettingsFile = settings });

        Assert.Equal("""{"broker_host":"10.0.0.1"}""", _fake.State["files"]![@"I:\nanofleet.json"]!.GetValue<string>());
    }

    private async Task<NanoffException> FailAsync(FlashOptions? options = null) => await Assert.ThrowsAsync<NanoffException>(() => RunAsync(options));

    private Task RunAsync(FlashOptions? options = null, string? answers = null)
    {
        var screen = new Screen(new StringReader(answers ?? ""), _output, isInteractive: answers is not null, verbose: false);
        var record = new FlashRecord(Path.Combine(_fake.Folder, "flashed.json"));
        return new FlashRun(_fake.Tool, screen, record, (options ?? new FlashOptions()) with { Image = _image }) { Pause = TimeSpan.Zero }.RunAsync(TestContext.Current.CancellationToken);
    }

    private FileInfo WriteSettings(string json)
    {
        var file = new FileInfo(Path.Combine(_fake.Folder, "nanofleet.json"));
        File.WriteAllText(file.FullName, json);
        return file;
    }
}
