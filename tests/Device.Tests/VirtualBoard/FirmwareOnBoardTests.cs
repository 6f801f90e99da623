using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Firmware;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The unmodified firmware runs on virtual boards.</summary>
public sealed class FirmwareOnBoardTests : IAsyncLifetime
{
    private readonly TestBroker _broker = TestBroker.Start();
    private readonly Board _board = new(new BoardOptions { Name = "b1" });

    public ValueTask InitializeAsync()
    {
        VirtualFirmware.Configure(_board, new FirmwareSettings { DeviceId = "b1", BrokerPort = _broker.Port, IntervalMs = 200, HeartbeatMs = 1000 });
        return ValueTask.CompletedTask;
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

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', _board.Console.Lines));
        _board.Dispose();
        await _broker.DisposeAsync();
    }
}
