using Nanofleet.Device.Tests.Core.Fakes;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

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

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', _board.Console.Lines));
        _board.Dispose();
        await _broker.DisposeAsync();
    }
}
