using Nanofleet.Contract.Improv;
using Nanofleet.Provision;
using Nanofleet.Provision.Boards;
using Nanofleet.Provision.Run;
using Nanofleet.Tools.Tests.Provision.Fakes;
using Nanofleet.Tools.Tests.Provision.Serial;

namespace Nanofleet.Tools.Tests.Provision.Run;

/// <summary>A whole run over a cable to a scripted board: what the board is given, and each way to fail with a message of its own.</summary>
public sealed class ImprovRunTests : IAsyncLifetime
{
    private FakeGateway _gateway = null!;
    private Bench _bench = null!;
    private Bench _impatient = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _bench = new Bench(_gateway);
        _impatient = new Bench(_gateway, patience: Bench.Impatience);
    }

    public async ValueTask DisposeAsync()
    {
        _bench.Dispose();
        _impatient.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_blank_board_gets_network_identity_and_certificate_and_is_done_when_a_reading_is_stored()
    {
        using var board = new ScriptedBoard();

        var done = await _bench.Run.RunAsync(Bench.Options(board.Port) with { ExtraSettings = new() { ["led_pin"] = 2 } }, Cancel);

        Assert.Equal(ScriptedBoard.Mac, done.Mac);
        Assert.Equal(("workshop", "wifi-password-canary"), board.Joined);
        Assert.Equal(
            ["led_pin", "device_id", "namespace", "broker_host", "broker_port", "broker_tls", "broker_user", "broker_password", "broker_ca_pem"],
            board.Kept!.Select(member => member.Key));
        Assert.Equal(("kitchen", "127.0.0.1", FakeGateway.BrokerPassword), ((string?)board.Kept!["device_id"], (string?)board.Kept["broker_host"], (string?)board.Kept["broker_password"]));
        Assert.Equal(_gateway.Authority.Root.ExportCertificatePem(), (string?)board.Kept["broker_ca_pem"]);
        Assert.Equal((ScriptedBoard.Mac, "VIRTUAL_ESP32"), ((string?)_gateway.Registrations.Single()["mac"], (string?)_gateway.Registrations.Single()["model"]));
        Assert.Contains("stored at 2026-05-04 03:02:01 UTC", _bench.Screen);
        Assert.Empty(Directory.EnumerateFiles(_bench.Memory));
    }

    [Fact]
    public async Task A_board_gets_the_client_certificate_for_which_the_broker_asks_and_its_key_is_not_shown()
    {
        _gateway.AsksForCertificates = true;
        using var board = new ScriptedBoard();

        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);

        Assert.Equal(FakeGateway.ClientCertificate("kitchen"), (string?)board.Kept!["client_certificate_pem"]);
        Assert.Equal(FakeGateway.ClientKey, (string?)board.Kept["client_key_pem"]);
        Assert.DoesNotContain("canary", _bench.Screen);
    }

    [Fact]
    public async Task A_board_whose_firmware_knows_no_client_certificates_is_to_get_the_present_one_and_the_registration_is_kept()
    {
        _gateway.AsksForCertificates = true;
        using (var board = new ScriptedBoard(manners => manners.SettingFaults["client_key_pem"] = "client_key_pem: is not a known name; correct or remove it"))
        {
            var fault = await _bench.FaultAsync(Bench.Options(board.Port));
            Assert.Equal(ExitCodes.Board, fault.ExitCode);
            Assert.Contains("asks for a client certificate, and this firmware is too old", fault.Next);
            Assert.Contains("flash.ps1", fault.Next);
        }

        using var flashed = new ScriptedBoard();
        await _bench.Run.RunAsync(Bench.Options(flashed.Port), Cancel);

        Assert.NotNull(flashed.Kept!["client_key_pem"]);
        Assert.Single(_gateway.Registrations);
    }

    [Fact]
    public async Task What_a_board_is_given_has_no_escapes_that_its_reader_does_not_know()
    {
        using var board = new ScriptedBoard();
        await _bench.Run.RunAsync(Bench.Options(board.Port) with { ExtraSettings = new() { ["unit"] = "<°C & 'more'> +" } }, Cancel);
        Assert.DoesNotContain("\\u", board.Text);
        Assert.Contains("<°C & 'more'> +", board.Text);
    }

    [Fact]
    public async Task Each_step_is_shown_with_its_outcome_and_no_secret()
    {
        using var board = new ScriptedBoard();

        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);

        Assert.Equal(["1/6 gateway", "2/6 board", "3/6 wifi", "4/6 register", "5/6 settings", "6/6 reading"], _bench.Screen.Split('\n').Where(line => line.Contains("/6 ")).Select(line => line[..12].Trim()));
        Assert.DoesNotContain("canary", _bench.Screen);
    }

    [Fact]
    public async Task What_is_missing_is_said_while_the_first_reading_is_waited_for()
    {
        using var board = new ScriptedBoard();
        _gateway.States.Clear();
        foreach (var state in ((string, bool, int)[])[("pending", false, 0), ("pending", true, 0), ("approved", true, 0), ("approved", true, 1)]) _gateway.States.Enqueue(state);

        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);

        var (unconnected, pending, approved) = (_bench.Screen.IndexOf("not connected", StringComparison.Ordinal), _bench.Screen.IndexOf("waits for approval", StringComparison.Ordinal), _bench.Screen.IndexOf("still to come", StringComparison.Ordinal));
        Assert.True(0 < unconnected && unconnected < pending && pending < approved, _bench.Screen);
    }

    [Fact]
    public async Task The_own_id_of_the_board_is_used_when_none_is_given()
    {
        using var board = new ScriptedBoard();
        await _bench.Run.RunAsync(Bench.Options(board.Port) with { DeviceId = null }, Cancel);
        Assert.Equal(ScriptedBoard.OwnId, (string?)board.Kept!["device_id"]);
    }

    [Theory]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 1, 0, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 0, 0, 2)]
    public async Task A_frame_that_is_damaged_or_refused_once_is_sent_again(int damagedAnswers, int damagedRequests, int busy, int lost)
    {
        using var board = new ScriptedBoard(manners => (manners.DamagedAnswers, manners.DamagedRequests, manners.BusyFor, manners.LostAtStart) = (damagedAnswers, damagedRequests, busy, lost));
        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);
        Assert.NotNull(board.Kept);
    }

    [Fact]
    public async Task A_network_that_the_board_does_not_hear_is_warned_of_before_it_is_tried()
    {
        using var board = new ScriptedBoard(manners => manners.Networks.Remove("workshop"));
        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);
        Assert.Contains("warning: the board does not hear \"workshop\", but \"next door\"", _bench.Screen);
    }

    [Fact]
    public async Task A_network_is_chosen_by_its_number_when_none_is_named()
    {
        using var board = new ScriptedBoard();
        var terminal = new FakeTerminal("7", "2", "typed-password");
        using var bench = new Bench(_gateway, terminal);

        await bench.Run.RunAsync(Bench.Options(board.Port) with { Wifi = null }, Cancel);

        Assert.Equal(("next door", "typed-password"), board.Joined);
    }

    [Fact]
    public async Task A_chosen_network_is_not_given_a_password_that_fits_no_frame()
    {
        using var board = new ScriptedBoard();
        using var bench = new Bench(_gateway, new FakeTerminal("2", new string('x', 300), "typed-password"));

        await bench.Run.RunAsync(Bench.Options(board.Port) with { Wifi = null }, Cancel);

        Assert.Equal(("next door", "typed-password"), board.Joined);
    }

    [Fact]
    public async Task A_board_that_is_in_a_network_already_keeps_it_when_none_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.State = ImprovStates.Provisioned);
        await _bench.Run.RunAsync(Bench.Options(board.Port) with { Wifi = null }, Cancel);
        Assert.Null(board.Joined);
        Assert.NotNull(board.Kept);
    }

    [Fact]
    public async Task Nobody_to_ask_is_named_with_the_networks_when_none_is_given()
    {
        using var board = new ScriptedBoard();
        var fault = await _bench.FaultAsync(Bench.Options(board.Port) with { Wifi = null });
        Assert.Equal(ExitCodes.WrongArguments, fault.ExitCode);
        Assert.Contains("It hears \"workshop\", \"next door\"", fault.Message);
    }

    public static TheoryData<string, string, int> JoinFaults => new()
    {
        { "wifi_ssid", "hears no network \"workshop\"", ExitCodes.Wifi },
        { "wifi_password", "refuses the password", ExitCodes.Wifi },
        { "", "could not join \"workshop\": no address came", ExitCodes.Wifi },
    };

    [Theory]
    [MemberData(nameof(JoinFaults))]
    public async Task A_network_that_cannot_be_joined_costs_no_claim_code(string name, string message, int exitCode)
    {
        using var board = new ScriptedBoard(manners => manners.JoinFault = name);

        var fault = await _bench.FaultAsync(Bench.Options(board.Port));

        Assert.Contains(message, fault.Message);
        Assert.Equal(exitCode, fault.ExitCode);
        Assert.Empty(_gateway.Registrations);
        board.Manners.JoinFault = null;
        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);
        Assert.NotNull(board.Kept);
    }

    [Fact]
    public async Task No_answer_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.IsMute = true);
        await AssertFaultAsync(_impatient, board, $"Nothing on {board.Port} answers", BoardWay.Improv);
    }

    [Fact]
    public async Task A_missing_nanoff_is_named_where_nothing_answers_to_improv()
    {
        using var board = new ScriptedBoard(manners => manners.IsMute = true);
        await AssertFaultAsync(_impatient, board, "answers to Improv, and nanoff, the other way to a board, is not installed here", BoardWay.Auto);
    }

    [Fact]
    public async Task Damaged_answers_are_named()
    {
        using var board = new ScriptedBoard(manners => manners.DamagedAnswers = int.MaxValue);
        await AssertFaultAsync(_impatient, board, "arrives damaged (wrong checksums)");
    }

    [Fact]
    public async Task Requests_that_arrive_damaged_are_named()
    {
        using var board = new ScriptedBoard(manners => manners.DamagedRequests = int.MaxValue);
        await AssertFaultAsync(_impatient, board, $"arrives damaged (wrong checksums)");
    }

    [Fact]
    public async Task Settings_that_arrive_damaged_are_not_taken_for_firmware_of_others()
    {
        using var board = new ScriptedBoard(manners => manners.DamagesSettings = true);
        await AssertFaultAsync(_impatient, board, "arrives damaged (wrong checksums)");
    }

    [Fact]
    public async Task A_board_that_restarts_again_and_again_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.ForgetsSettings = true);
        await AssertFaultAsync(_impatient, board, "restarts again and again");
    }

    [Fact]
    public async Task A_command_that_the_board_does_not_know_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.UnknownCommand = ImprovCommands.ScanWifi);
        await AssertFaultAsync(_bench, board, "does not know the command \"scan\"");
    }

    [Fact]
    public async Task A_board_that_stays_busy_is_named()
    {
        using var board = new ScriptedBoard();
        board.Manners.BusyFor = int.MaxValue;
        await AssertFaultAsync(_impatient, board, "is busy");
    }

    [Fact]
    public async Task Firmware_of_others_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.IsForeign = true);
        await AssertFaultAsync(_impatient, board, "does not run Nanofleet");
    }

    [Fact]
    public async Task A_board_that_falls_silent_is_named()
    {
        using var board = new ScriptedBoard(manners => manners.SilentAt = SettingsSteps.Chunk);
        await AssertFaultAsync(_impatient, board, "answered before and fell silent at the settings");
    }

    [Fact]
    public async Task A_port_that_is_missing_is_named() =>
        Assert.Equal("There is no port /dev/ttyUSB987.", (await _bench.FaultAsync(Bench.Options("/dev/ttyUSB987"))).Message);

    [Fact]
    public async Task A_port_that_is_busy_is_named_with_who_has_it()
    {
        using var board = new ScriptedBoard();
        using var holder = new HeldPort(board.Port);
        await AssertFaultAsync(_bench, board, $"(process {holder.ProcessId})");
    }

    [Fact]
    public async Task Settings_that_the_board_refuses_are_all_named_and_the_registration_is_kept()
    {
        using var board = new ScriptedBoard();
        board.Manners.SettingFaults["led_pin"] = "99: give a GPIO from 0 to 48";
        board.Manners.SettingFaults["interval_ms"] = "5: give 100 to 86400000";

        await AssertFaultAsync(_bench, board, "led_pin 99: give a GPIO from 0 to 48; interval_ms 5: give 100 to 86400000");

        board.Manners.SettingFaults.Clear();
        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel); // with the claim code that is used up
        Assert.Single(_gateway.Registrations);
        Assert.NotNull(board.Kept);
    }

    [Fact]
    public async Task A_cable_pulled_in_the_middle_of_a_frame_is_named_and_a_repeat_goes_on()
    {
        using (var board = new ScriptedBoard(manners => manners.PulledAt = SettingsSteps.Chunk)) await AssertFaultAsync(_bench, board, "the cable was pulled");

        using var again = new ScriptedBoard();
        await _bench.Run.RunAsync(Bench.Options(again.Port), Cancel);

        Assert.Single(_gateway.Registrations);
        Assert.Contains("when this was begun before", _bench.Screen);
        Assert.Equal(FakeGateway.BrokerPassword, (string?)again.Kept!["broker_password"]);
    }

    [Fact]
    public async Task A_first_reading_that_does_not_come_is_named_with_what_is_missing_and_a_repeat_waits_again()
    {
        using (var board = new ScriptedBoard())
        {
            _gateway.States.Clear();
            _gateway.States.Enqueue(("approved", false, 0));
            var fault = await _impatient.FaultAsync(Bench.Options(board.Port) with { Timeout = TimeSpan.FromMilliseconds(50) });
            Assert.Equal(ExitCodes.NoReading, fault.ExitCode);
            Assert.Contains("the board has not connected to the broker yet", fault.Message);
        }

        using var silent = new ScriptedBoard(manners => manners.IsMute = true); // it has its settings and does not listen
        _gateway.States.Enqueue(("approved", true, 1));
        Assert.Equal("kitchen", (await _impatient.Run.RunAsync(Bench.Options(silent.Port) with { Way = BoardWay.Improv }, Cancel)).DeviceId);
        Assert.Contains("got its settings when this was begun before", _impatient.Screen);
    }

    [Fact]
    public async Task Credentials_of_an_unfinished_run_are_replaced_when_its_token_is_over()
    {
        using var bench = new Bench(_gateway, apiKey: FakeGateway.Key);
        using var board = new ScriptedBoard();
        var options = Bench.Options(board.Port) with { ClaimCode = null };
        board.Manners.SettingFaults["led_pin"] = "99";
        _gateway.TokenLife = TimeSpan.FromSeconds(1);
        await bench.FaultAsync(options);

        board.Manners.SettingFaults.Clear();
        _gateway.TokenLife = TimeSpan.FromMinutes(15);
        await bench.Run.RunAsync(options, Cancel);

        Assert.Equal(2, _gateway.Registrations.Count);
        Assert.True((bool?)_gateway.Registrations[1]["replace"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Gateway":"https://x/","Mac":null,"Registration":null,"IsWritten":true}""")]
    [InlineData("{\"Gateway")]
    public async Task What_is_kept_of_an_unfinished_run_counts_for_nothing_when_it_is_damaged(string content)
    {
        using var bench = new Bench(_gateway, apiKey: FakeGateway.Key);
        using var board = new ScriptedBoard(manners => manners.SettingFaults["led_pin"] = "99");
        var options = Bench.Options(board.Port) with { ClaimCode = null, Replace = true };
        await bench.FaultAsync(options);
        File.WriteAllText(Assert.Single(Directory.EnumerateFiles(bench.Memory)), content);

        board.Manners.SettingFaults.Clear();
        await bench.Run.RunAsync(options, Cancel);

        Assert.Equal(2, _gateway.Registrations.Count);
    }

    [Fact]
    public async Task What_is_kept_of_an_unfinished_run_is_for_its_user_alone()
    {
        using var board = new ScriptedBoard(manners => manners.SettingFaults["led_pin"] = "99");
        await _bench.FaultAsync(Bench.Options(board.Port));
        var file = Assert.Single(Directory.EnumerateFiles(_bench.Memory));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_real_board_is_not_told_to_look_for_the_broker_in_itself()
    {
        using var board = new ScriptedBoard(manners => manners.Model = "ESP32_REV3");
        var fault = await _bench.FaultAsync(Bench.Options(board.Port));
        Assert.Equal("The board would look for the broker at 127.0.0.1, which is the board itself.", fault.Message);
        await _bench.Run.RunAsync(Bench.Options(board.Port) with { BrokerHost = "192.168.1.10" }, Cancel); // with the same code
        Assert.Equal("192.168.1.10", (string?)board.Kept!["broker_host"]);
    }

    [Fact]
    public void No_board_is_told_to_look_for_the_broker_at_an_address_that_it_cannot_know()
    {
        var board = new BoardInfo("", null, "ESP32_REV3", null, false);
        Assert.Contains("boards know no IPv6", Assert.Throws<ProvisionException>(() => BrokerReach.Check("fd00::10", board)).Message);
        BrokerReach.Check("192.168.1.10", board);
    }

    [Fact]
    public async Task A_gateway_that_forgets_the_token_is_not_asked_any_more()
    {
        using var board = new ScriptedBoard();
        _gateway.ForgetsTokens = true;
        var fault = await _bench.FaultAsync(Bench.Options(board.Port));
        Assert.Equal(ExitCodes.NoReading, fault.ExitCode);
        Assert.Contains("tells no more how far kitchen is", fault.Message);
    }

    [Fact]
    public async Task A_board_is_done_where_neither_label_nor_memory_can_be_written()
    {
        using var board = new ScriptedBoard();
        File.WriteAllText(_bench.Memory, "a file where the folder should be");
        await _bench.Run.RunAsync(Bench.Options(board.Port) with { LabelFile = Path.Combine(_bench.Memory, "x.svg") }, Cancel);
        Assert.Contains("cannot be kept", _bench.Screen);
        Assert.Contains("its label could not be written", _bench.Screen);
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_port_that_can_be_opened_again()
    {
        using var board = new ScriptedBoard(manners => manners.IsMute = true);
        using var stop = new CancellationTokenSource();
        var run = _bench.Run.RunAsync(Bench.Options(board.Port) with { Way = BoardWay.Improv }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        board.Manners.IsMute = false;
        await _bench.Run.RunAsync(Bench.Options(board.Port), Cancel);
    }

    private async Task AssertFaultAsync(Bench bench, ScriptedBoard board, string message, BoardWay way = BoardWay.Improv)
    {
        var fault = await bench.FaultAsync(Bench.Options(board.Port) with { Way = way });
        Assert.Contains(message, fault.Message);
        Assert.Equal(ExitCodes.Board, fault.ExitCode);
        Assert.Contains($"  cause  {fault.Message}", bench.Screen);
        Assert.Contains($"  next   {fault.Next}", bench.Screen);
    }
}
