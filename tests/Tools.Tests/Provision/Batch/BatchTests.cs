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
        Assert.Contains("line 2 and others are for the same port", Assert.Single(faults.All));
        Assert.NotNull(Read("device_id\nkitchen\ncellar\n", isInteractive: true));
    }

    [Fact]
    public void A_file_without_the_column_of_ids_is_named_once_and_not_for_each_line()
    {
        var faults = new Faults();
        Assert.Null(BatchFile.Read(Write("port\nCOM1\nCOM2\n"), Defaults, hasApiKey: true, isInteractive: false, faults));
        Assert.Contains("the column device_id is missing", Assert.Single(faults.All));
    }

    [Fact]
    public void A_quote_that_nothing_closes_is_named_because_it_swallows_lines()
    {
        var faults = new Faults();
        Assert.Null(BatchFile.Read(Write("device_id,port,label\nkitchen,COM3,\"a.svg\ncellar,COM4,b.svg\n"), Defaults, hasApiKey: true, isInteractive: false, faults));
        Assert.Contains("line 2 opens a quote that nothing closes", Assert.Single(faults.All));
    }

    [Fact]
    public void A_quote_within_a_field_is_a_letter_and_empty_columns_of_a_spreadsheet_do_not_count()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "p"), "barn-password");
        var line = Assert.Single(Read("device_id,wifi_ssid,wifi_password_file,,\r\nkitchen,5\" barn,p,,\r\n,,,,\r\n").Lines);
        Assert.Equal("5\" barn", line.Options.Wifi!.Ssid);
    }

    [Fact]
    public void Boards_that_would_share_a_label_or_a_code_are_named()
    {
        var faults = new Faults();
        BatchFile.Read(Write("device_id,port,claim_code\nkitchen,COM1,AAAA\ncellar,COM2,AAAA\nroof,COM3,BBBB\n"), Defaults with { LabelFile = "label.svg" }, hasApiKey: false, isInteractive: false, faults);
        Assert.Equal(2, faults.All.Count);
        Assert.Contains("the lines 2 and 3 have the same claim_code", faults.All[0]);
        Assert.DoesNotContain("AAAA", faults.All[0]);
        Assert.Contains("the lines 2 and 3 and 4 have the same label label.svg; write {id} into --label", faults.All[1]);
    }

    [Fact]
    public async Task A_failure_does_not_stop_the_others_and_a_repeat_tries_only_what_is_not_done()
    {
        var batch = Read("device_id,port\nkitchen,COM1\ncellar,COM2\nroof,COM3\n");

        Assert.False(await Run(options => options.DeviceId == "cellar" ? throw new ProvisionException(ExitCodes.Board, "The cause, \"quoted\".", "Next.") : new Provisioned(options.DeviceId!, "24:6F:28:AB:CD:EF")).RunAsync(batch, Cancel));
        Assert.Equal(["kitchen", "cellar", "roof"], _tried.Select(options => options.DeviceId));
        Assert.Equal(
            ["device_id", "state", "mac", "detail", "kitchen", "done", "24:6F:28:AB:CD:EF", "", "cellar", "failed", "", "The cause, \"quoted\".", "roof", "done", "24:6F:28:AB:CD:EF", ""],
            CsvText.Parse(File.ReadAllText(batch.ResultFile), out _).SelectMany(row => (string[])[row.Fields[0], row.Fields[1], row.Fields[3], row.Fields[4]]));
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

    [Fact]
    public async Task A_board_of_two_lines_before_is_not_taken_for_the_next_one()
    {
        var terminal = new FakeTerminal("");
        await new BatchRun(terminal, TimeProvider.System, (options, _) => Task.FromResult(new Provisioned(options.DeviceId!, null))).RunAsync(Read("device_id,port\nkitchen,COM1\ncellar,COM2\nroof,com1\n", isInteractive: true), Cancel);
        Assert.Equal(["Connect the board that becomes roof, and press Enter."], terminal.Questions);
    }

    [Fact]
    public async Task Nothing_is_done_to_the_board_that_is_connected_when_the_input_ends_instead_of_Enter()
    {
        Assert.False(await Run(options => new Provisioned(options.DeviceId!, null)).RunAsync(Read("device_id,port\nkitchen,COM1\ncellar,COM1\n", isInteractive: true), Cancel));
        Assert.Equal(["kitchen"], _tried.Select(options => options.DeviceId));
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_is_told_and_the_others_are_tried()
    {
        var batch = Read("device_id,port\nkitchen,COM1\ncellar,COM2\n");
        Assert.True(await Run(options =>
        {
            if (options.DeviceId == "kitchen") Directory.CreateDirectory(batch.ResultFile + ".new"); // as a spreadsheet that has it open
            else Directory.Delete(batch.ResultFile + ".new");
            return new Provisioned(options.DeviceId!, null);
        }).RunAsync(batch, Cancel));
        Assert.Contains($"warning: {batch.ResultFile} cannot be written", _terminal.Screen);
        Assert.Equal(["done", "done"], CsvText.Parse(File.ReadAllText(batch.ResultFile), out _).Skip(1).Select(row => row.Fields[1]));
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
