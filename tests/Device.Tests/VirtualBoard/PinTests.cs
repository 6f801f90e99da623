extern alias firmware;

using firmware::System.Device.Adc;
using firmware::System.Device.Gpio;
using Nanofleet.VirtualBoard;
using Nanofleet.VirtualBoard.Pins;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>Pins are where firmware and world meet: each board has its own.</summary>
public sealed class PinTests : IDisposable
{
    private const int Led = 2;
    private const int Button = 4;

    private readonly Board _board = new(new BoardOptions { Name = "pins" });

    [Fact]
    public async Task An_output_is_seen_from_outside_with_each_change()
    {
        var changes = new List<PinChange>();
        _board.PinChanged += (_, change) => changes.Add(change);

        await _board.RunAsync(() =>
        {
            var led = new GpioController().OpenPin(Led, PinMode.Output);
            led.Write(PinValue.High);
            led.Write(PinValue.High);
            led.Toggle();
            led.Toggle();
        });

        Assert.Equal([new PinChange(Led, true), new PinChange(Led, false), new PinChange(Led, true)], changes);
        Assert.True(_board.GetPin(Led));
    }

    [Fact]
    public async Task Outputs_fall_with_the_power()
    {
        await _board.RunAsync(() => new GpioController().OpenPin(Led, PinMode.Output).Write(PinValue.High));
        PinChange? fallen = null;
        _board.PinChanged += (_, change) => fallen = change;

        _board.PullPower();

        Assert.False(_board.GetPin(Led));
        Assert.Equal(new PinChange(Led, false), fallen);
    }

    [Fact]
    public async Task Two_boards_do_not_see_each_others_pins()
    {
        using var other = new Board(new BoardOptions { Name = "other" });

        await _board.RunAsync(() => new GpioController().OpenPin(Led, PinMode.Output).Write(PinValue.High));

        Assert.False(other.GetPin(Led));
    }

    [Fact]
    public async Task An_input_interrupts_the_firmware_on_each_edge()
    {
        var edges = new List<PinEventTypes>();
        var seen = new Signal();
        await _board.RunAsync(() =>
        {
            var button = new GpioController().OpenPin(Button);
            button.ValueChanged += (_, e) =>
            {
                edges.Add(e.ChangeType);
                seen.Set();
            };
            button.SetPinMode(PinMode.InputPullUp);
        });

        _board.SetPin(Button, false);
        _board.SetPin(Button, null);

        await seen.WaitAsync(2);
        Assert.Equal([PinEventTypes.Falling, PinEventTypes.Rising], edges);
    }

    [Fact]
    public async Task A_pull_up_decides_where_nothing_drives_the_pin()
    {
        var levels = new List<bool>();
        await _board.RunAsync(() =>
        {
            var button = new GpioController().OpenPin(Button, PinMode.InputPullUp);
            levels.Add((bool)button.Read());
            button.SetPinMode(PinMode.InputPullDown);
            levels.Add((bool)button.Read());
        });

        Assert.Equal([true, false], levels);
    }

    [Fact]
    public async Task Writing_an_input_and_opening_a_pin_that_is_not_there_fail()
    {
        Exception? written = null, opened = null;
        await _board.RunAsync(() =>
        {
            written = Record.Exception(() => new GpioController().OpenPin(Button, PinMode.Input).Write(PinValue.High));
            opened = Record.Exception(() => new GpioController().OpenPin(40));
        });

        Assert.IsType<InvalidOperationException>(written);
        Assert.IsType<ArgumentException>(opened);
    }

    [Fact]
    public async Task An_analog_input_reads_its_source_and_nothing_when_its_sensor_failed()
    {
        const int channel = 6, gpio = 34;
        var values = new List<int>();
        _board.SetAnalog(channel, () => 1234);
        await _board.RunAsync(() =>
        {
            var light = new AdcController().OpenChannel(channel);
            values.Add(light.ReadValue());
            _board.FailSensor(gpio);
            values.Add(light.ReadValue());
            _board.HealSensor(gpio);
            _board.SetAnalog(channel, () => 99_999);
            values.Add(light.ReadValue());
        });

        Assert.Equal([1234, 0, 4095], values);
    }

    public void Dispose() => _board.Dispose();
}
