using Nanofleet.Device.Tests.Core.Fakes;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;
using Nanofleet.VirtualBoard.Serial;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>A blank board gets its settings by cable and goes to work with them: the unmodified firmware, from the port to the broker.</summary>
public sealed class ProvisioningOnBoardTests : IAsyncLifetime
{
    private readonly TestBroker _broker = TestBroker.Start();
    private readonly Board _board = new(new BoardOptions { Name = "blank", WifiSsid = "Küche", WifiPassword = "richtig\"\\", Neighbours = ["next door"], WifiJoinTime = TimeSpan.FromMilliseconds(20) });
    private readonly CableClient _client;

    public ProvisioningOnBoardTests() => _client = new CableClient(_board.Serial("COM2"));

    public ValueTask InitializeAsync()
    {
        VirtualFirmware.PowerOn(_board);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_blank_board_joins_the_Wi_Fi_takes_its_settings_and_goes_to_work()
    {
        _client.Send(ImprovCommands.ScanWifi);
        var heard = await _client.UntilAsync("result 4", whole: true);
        Assert.Equal(["error 0", "result 4 Küche", "result 4 next door", "result 4"], heard.Select(frame => frame.Split(" -")[0]));

        _client.Send(ImprovCommands.WifiSettings, "Küche", "richtig\"\\");
        Assert.Equal(["error 0", "state 3", "error 0", "state 4", "result 1"], await _client.UntilAsync("result 1"));
        Assert.NotNull(_board.IPAddress);

        var answers = await _client.SettleAsync($$"""{"device_id":"hall","broker_host":"127.0.0.1","broker_port":{{_broker.Port}},"interval_ms":200}""");
        Assert.StartsWith("settings 4 0 ", Assert.Single(answers), StringComparison.Ordinal);
        Assert.Contains("\"online\"", await _broker.NextAsync("devices/hall/status"), StringComparison.Ordinal);
        await _broker.NextAsync("devices/hall/data");
        Assert.Equal(2, _board.Boots);
    }

    [Fact]
    public async Task A_wrong_password_and_a_network_that_is_not_there_are_told_apart()
    {
        _client.Send(ImprovCommands.WifiSettings, "Küche", "falsch");
        Assert.Equal(
            ["error 0", "state 3", "settings 5 1 0 wifi_password network \"Küche\" refuses the password: check it", "error 3", "state 2"],
            await _client.UntilAsync("state 2"));

        _client.Send(ImprovCommands.WifiSettings, "Keller", "falsch");
        Assert.Equal(
            ["error 0", "state 3", "settings 5 1 0 wifi_ssid no network is called \"Keller\": check the name, and that it is in reach and on 2.4 GHz", "error 3", "state 2"],
            await _client.UntilAsync("state 2"));
    }

    [Fact]
    public async Task A_held_button_makes_the_board_blank_again_and_it_takes_new_settings()
    {
        _client.Send(ImprovCommands.WifiSettings, "Küche", "richtig\"\\");
        await _client.UntilAsync("result 1");
        await _client.SettleAsync($$"""{"device_id":"hall","broker_host":"127.0.0.1","broker_port":{{_broker.Port}},"interval_ms":200,"led_pin":2}""");
        await _broker.NextAsync("devices/hall/data");

        var blinks = new Signal();
        _board.PinChanged += (_, _) => blinks.Set();
        _board.SetPin(0, false);
        await blinks.WaitAsync(4);
        await _broker.NextAsync("devices/hall/status", status => status.Contains("\"offline\"", StringComparison.Ordinal));
        _board.SetPin(0, null);

        _client.Send(ImprovCommands.CurrentState);
        Assert.Equal(["error 0", "state 2"], await _client.UntilAsync("state 2"));
        Assert.False(_board.Storage.Exists(VirtualFirmware.SettingsFile));
    }

    [Fact]
    public async Task A_program_reaches_the_board_by_the_path_of_a_pseudo_terminal()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no pseudo-terminals.");
        using var terminal = PseudoTerminal.Attach(_board.Serial("COM3"));
        var line = _board.Serial("COM3");
        await using var program = new FileStream(terminal.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        line.PutFromBoard("hello\n"u8);
        var read = new byte[6];
        await program.ReadExactlyAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal("hello\n"u8.ToArray(), read);

        var arrived = new Signal();
        line.Arrived = arrived.Set;
        await program.WriteAsync("world"u8.ToArray(), TestContext.Current.CancellationToken);
        for (var count = 0; count < 5; count = line.BytesToBoard) await arrived.WaitAsync();
        Assert.Equal("world"u8.ToArray(), line.TakeToBoard(10));

        terminal.Dispose(); // the cable is pulled: whoever reads hears of it
        var rest = -1;
        var end = await Record.ExceptionAsync(async () => rest = await program.ReadAsync(read, TestContext.Current.CancellationToken));
        Assert.True(end is IOException || rest == 0, $"{end}, {rest} bytes");
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', _board.Console.Lines));
        _board.Dispose();
        await _broker.DisposeAsync();
    }
}
