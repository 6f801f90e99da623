using Nanofleet.Provision;
using Nanofleet.Provision.Batch;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.CommandLine;
using Nanofleet.Provision.Run;
using Nanofleet.Tools.Tests.Provision.Fakes;

namespace Nanofleet.Tools.Tests.Provision.Batch;

public sealed class BatchTests : IDisposable
{
    private static readonly ProvisionOptions Defaults = new() { Wifi = new WifiNetwork("workshop", "wifi-canary") };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nf-batch-");
    private readonly FakeTerminal _terminal = new();
    private readonly List<ProvisionOptions> _tried = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_line_says_what_differs_from_the_options()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "pins.json"), """{"led_pin":13}""");
        File.WriteAllText(Path.Combine(_folder.FullName, "barn.txt"), "barn-password\n");
        var batch = Read("device_id;port;claim_code;wifi_ssid;wifi_password_file;settings;label;replace\r\nkitchen;COM3;AAAA;barn;barn.txt;pins.json;\"a;b.svg\";yes\r\n\r\ncellar;COM4;BBBB;;;;;\r\n", defaults: Defaults with { LabelFile = "{id}.png", ExtraSettings = new() { ["led_pin"] = 2 } });

        var (kitchen, cellar) = (batch.Lines[0].Options, batch.Lines[1].Options);
        Assert.Equal(("kitchen", "COM3", "AAAA", new WifiNetwork("barn", "barn-password"), 13, true), (kitchen.DeviceId, kitchen.Port, kitchen.ClaimCode, kitchen.Wifi, (int)kitchen.ExtraSettings!["led_pin"]!, kitchen.Replace));
        Assert.Equal(Path.Combine(_folder.FullName, "a;b.svg"), kitchen.LabelFile);
        Assert.Equal(("cellar", "COM4", "BBBB", Defaults.Wifi, 2, false, "cellar.png"), (cellar.DeviceId, cellar.Port, cellar.ClaimCode, cellar.Wifi, (int)cellar.ExtraSettings!["led_pin"]!, cellar.Replace, cellar.LabelFile));
        Assert.Equal([2, 4], batch.Lines.Select(line => line.Number));
    }

    [Fact]
    public void Every_fault_of_every_line_is_named_before_the_first_board()
    {
        var faults = new Faults();
        BatchFile.Read(Write("device_id,port,color,settings,label,replace,wifi_ssid\na b,COM1,red,gone.json,,,\nkitchen,COM2,,,x.gif,perhaps,barn\nkitchen,COM3,,,,,\n,COM4,,,,,,surplus\n"), Defaults, hasApiKey: false, isInteractive: false, faults);
        foreach (var part in (string[])["there is no column color", "line 2: device_id a b", "line 2: settings", "line 3: label", "line 3: replace perhaps", "line 3: wifi_ssid and wifi_password_file go together", "kitchen stands in the lines 3 and 4", "line 5: device_id is empty", "line 5: has 1 fields more"])
            Assert.Contains(faults.All, fault => fault.Contains(part, StringComparison.Ordinal));
        Assert.Equal(4, faults.All.Count(fault => fault.Contains("claim_code is empty", StringComparison.Ordinal)));
    }

    [Fact]
    public void Boards_that_share_a_port_need_somebody_to_change_them()
    {
        var faults = new Faults();
        BatchFile.Read(Write("device_id\nkitchen\ncellar\n"), Defaults, hasApiKey: true, isInteractive: false, faults);
        Assert.Contains("2 boards are for the same port", Assert.Single(faults.All));
        Assert.NotNull(Read("device_id\nkitchen\ncellar\n", isInteractive: true));
    }

    [Fact]
    public async Task A_failure_does_not_stop_the_others_and_a_repeat_tries_only_what_is_not_done()
    {
        var batch = Read("device_id,port\nkitchen,COM1\ncellar,COM2\nroof,COM3\n");

        Assert.False(await Run(options => options.DeviceId == "cellar" ? throw new ProvisionException(ExitCodes.Board, "The cause, \"quoted\".", "Next.") : new Provisioned(options.DeviceId!, "24:6F:28:AB:CD:EF")).RunAsync(batch, Cancel));
        Assert.Equal(["kitchen", "cellar", "roof"], _tried.Select(options => options.DeviceId));
        Assert.Equal(
            ["device_id", "state", "mac", "detail", "kitchen", "done", "24:6F:28:AB:CD:EF", "", "cellar", "failed", "", "The cause, \"quoted\".", "roof", "done", "24:6F:28:AB:CD:EF", ""],
            CsvText.Parse(File.ReadAllText(batch.ResultFile)).SelectMany(row => (string[])[row.Fields[0], row.Fields[1], row.Fields[3], row.Fields[4]]));
        Assert.DoesNotContain("canary", File.ReadAllText(batch.ResultFile));

        _tried.Clear();
        Assert.True(await Run(options => new Provisioned(options.DeviceId!, null)).RunAsync(batch, Cancel));
        Assert.Equal(["cellar"], _tried.Select(options => options.DeviceId));
        Assert.Contains("3 of 3 boards are done", _terminal.Screen);
    }

    [Fact]
    public async Task The_next_board_is_asked_for_when_it_comes_to_the_same_port()
    {
        var terminal = new FakeTerminal("", "");
        await new BatchRun(terminal, TimeProvider.System, (options, _) => Task.FromResult(new Provisioned(options.DeviceId!, null))).RunAsync(Read("device_id,port\nkitchen,COM1\ncellar,COM1\nroof,COM3\n", isInteractive: true), Cancel);
        Assert.Equal(["Connect the board that becomes cellar, and press Enter."], terminal.Questions);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private BatchRun Run(Func<ProvisionOptions, Provisioned> provision) => new(_terminal, TimeProvider.System, async (options, _) =>
    {
        await Task.Yield();
        _tried.Add(options);
        return provision(options);
    });

    private BatchFile Read(string text, ProvisionOptions? defaults = null, bool isInteractive = false)
    {
        var faults = new Faults();
        var batch = BatchFile.Read(Write(text), defaults ?? Defaults, hasApiKey: true, isInteractive, faults);
        Assert.Empty(faults.All);
        return batch!;
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, "boards.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
