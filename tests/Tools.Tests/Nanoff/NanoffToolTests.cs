using Nanofleet.Nanoff;

namespace Nanofleet.Tools.Tests.Nanoff;

/// <summary>nanoff as a process: what it prints, how it fails, how it does not end.</summary>
public sealed class NanoffToolTests : IDisposable
{
    private readonly FakeNanoff _fake = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task Version_is_read_from_its_long_form()
    {
        Assert.Equal(new Version(2, 5, 162), await _fake.Tool.ReadVersionAsync(Cancel));
    }

    [Theory]
    [InlineData("2.5.157", true)]
    [InlineData("2.5.99", false)]
    [InlineData("3.0.0", false)]
    public void Version_fits_only_within_the_pinned_line(string version, bool fits)
    {
        Assert.Equal(fits, NanoffTool.Fits(Version.Parse(version)));
    }

    [Fact]
    public async Task Details_tell_target_firmware_serial_and_assemblies()
    {
        _fake.Running().Board(board => board["assemblies"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonArray("mscorlib", "1.17.11.0")));

        var details = await DeviceDetails.ReadAsync(_fake.Tool, FakeNanoff.Port, Cancel);

        Assert.Equal(("ESP32_PSRAM_REV0", new Version(1, 17, 0, 812), "100000000024D7EB8F3C1C"), (details.Target, details.Firmware, details.Serial));
        Assert.Equal([new AssemblyOnBoard("mscorlib", new Version(1, 17, 11, 0))], details.Assemblies);
    }

    [Fact]
    public async Task Details_fail_when_nanoff_prints_nothing_and_ends_well()
    {
        _fake.Running().Lies("details");

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => DeviceDetails.ReadAsync(_fake.Tool, FakeNanoff.Port, Cancel));

        Assert.Contains("neither its target nor its version", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_cause_and_next_action_when_the_port_is_busy()
    {
        _fake.Running().Board(board => board["busy"] = FakeNanoff.Port);

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(NanoffCall.DeviceDetails(FakeNanoff.Port), Cancel));

        Assert.Equal(6000, thrown.Code);
        Assert.Contains("cannot be opened", thrown.Cause, StringComparison.Ordinal);
        Assert.Contains("serial monitor", thrown.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_is_known_by_its_bare_code_when_nanoff_says_no_more()
    {
        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(NanoffCall.Update(FakeNanoff.Port, "ESP32_PSRAM_REV0", "9.9.9.9", erase: false), Cancel));

        Assert.Equal(9005, thrown.Code);
        Assert.Contains("not published", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_is_known_when_it_stands_behind_the_step_that_failed()
    {
        _fake.Running().Board(board => board["locked"] = true);

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(NanoffCall.Deploy(FakeNanoff.Port, "/tmp/app.bin"), Cancel));

        Assert.Equal(2002, thrown.Code);
    }

    [Fact]
    public async Task Fault_names_the_connection_when_nanoff_crashes_because_it_is_offline()
    {
        _fake.Lies("offline");

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(NanoffCall.ListTargets(), Cancel));

        Assert.Contains("internet connection", thrown.NextAction, StringComparison.Ordinal);
        Assert.EndsWith("(api.cloudsmith.io:443)).", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_the_option_that_nanoff_does_not_know()
    {
        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(new NanoffCall("trying", TimeSpan.FromMinutes(1), "--frobnicate"), Cancel));

        Assert.Equal(9000, thrown.Code);
        Assert.Contains("'frobnicate' is unknown", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_the_limit_when_nanoff_does_not_end()
    {
        _fake.Board(board => board["hang"] = "--listports");

        var thrown = await Assert.ThrowsAsync<NanoffException>(() => _fake.Tool.RunAsync(NanoffCall.ListPorts() with { Limit = TimeSpan.FromMilliseconds(500) }, Cancel));

        Assert.Contains("did not end within", thrown.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_names_the_installation_when_the_program_is_not_there()
    {
        var thrown = await Assert.ThrowsAsync<NanoffException>(() => new NanoffTool("/nowhere/nanoff").RunAsync(NanoffCall.ListPorts(), Cancel));

        Assert.Contains("dotnet tool install --global nanoff", thrown.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_are_those_on_usb_when_there_are_any()
    {
        Assert.Equal(["/dev/ttyACM0", "/dev/ttyUSB1"], PortNames.Read(["Available COM ports:", "  /dev/ttyS0", "  /dev/ttyUSB1", "  /dev/ttyACM0", "  /dev/ttyUSB1", ""]));
        Assert.Equal(["COM1", "COM9"], PortNames.Read(["Available COM ports:", "  COM9", "  COM1"]));
        Assert.Empty(PortNames.Read(["No available COM port."]));
    }

    [Fact]
    public async Task Published_versions_are_those_of_the_target_newest_first()
    {
        var lines = await _fake.Tool.RunAsync(NanoffCall.ListTargets(), Cancel);

        Assert.Equal(["1.17.0.812", "1.17.0.790", "1.16.0.703"], PublishedFirmware.Read(lines, "ESP32_PSRAM_REV0").Select(version => version.ToString()));
        Assert.Empty(PublishedFirmware.Read(lines, "ESP32_C3"));
    }
}
