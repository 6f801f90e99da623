extern alias firmware;

using System.Collections;
using Nanofleet.VirtualBoard;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The application's sensors, each as the settings make it, on a board's pins.</summary>
public sealed class SensorsOnBoardTests : IDisposable
{
    private const int Echo = 26;
    private const int Contact = 4;
    private const int Channel = 6;

    private readonly Board _board = new(new BoardOptions { Name = "sensors" });
    private readonly ReadingList _readings = new();

    [Theory]
    [InlineData("dht11", true)]
    [InlineData("dht21", false)]
    [InlineData("dht22", false)]
    public async Task A_dht_of_each_type_gives_both_of_its_readings(string type, bool wholeNumbers)
    {
        string? fault = "not read";
        await _board.RunAsync(() => fault = Make("cellar", type, ("echo_pin", Echo), ("trigger_pin", 27), ("prefix", "cellar_")).Read(_readings));

        Assert.Null(fault);
        Assert.Equal(["cellar_temperature °C", "cellar_humidity %"], _readings.Items.Take(_readings.Count).Select(r => $"{r.SensorName} {r.Unit}"));
        Assert.InRange(_readings.Items[0].Scaled, 50, 400);
        Assert.All(_readings.Items.Take(2), reading => Assert.Equal(1, reading.Decimals));
        if (wholeNumbers) Assert.All(_readings.Items.Take(2), reading => Assert.Equal(0, reading.Scaled % 10));
    }

    [Fact]
    public async Task A_dht_that_does_not_answer_says_so_and_gives_nothing()
    {
        string? fault = null;
        _board.FailSensor(Echo);
        await _board.RunAsync(() => fault = Make("air", "dht11", ("echo_pin", Echo), ("trigger_pin", 27)).Read(_readings));
        Assert.Equal((SensorQualities.NoAnswer, 0), (fault, _readings.Count));
    }

    [Fact]
    public async Task An_analog_input_is_scaled_shifted_and_rounded()
    {
        var raw = 0;
        _board.SetAnalog(Channel, () => raw);
        var told = new List<(string? Fault, long Scaled)>();
        await _board.RunAsync(() =>
        {
            var soil = Make("soil", "analog", ("channel", Channel), ("scale", 250.0), ("offset", -12.5), ("decimals", 2), ("unit", "hPa"), ("max", 200));
            foreach (var value in new[] { 0, 1000, 4095 })
            {
                raw = value;
                _readings.Truncate(0);
                var fault = soil.Read(_readings);
                told.Add((fault, _readings.Count == 0 ? 0 : _readings.Items[0].Scaled));
            }
        });

        Assert.Equal([(null, -1250), (null, 4855), (SensorQualities.OutOfRange, 0)], told);
    }

    [Fact]
    public async Task A_contact_that_bounces_is_counted_once_by_the_interrupts_of_the_pin()
    {
        var told = new List<string>();
        await _board.RunAsync(() =>
        {
            var door = Make("door", "digital", ("pin", Contact), ("pull", "up"), ("invert", true), ("debounce_ms", 300), ("count", "rising"));
            Tell(door);
            for (var i = 0; i < 2; i++)
            {
                foreach (var high in new[] { false, true })
                {
                    _board.BouncePin(Contact, high, times: 5);
                    var before = told[^1];
                    while (told[^1] == before) Tell(door);
                }
            }
        });

        Assert.Equal(["door 0, door_count 0", "door 1, door_count 1", "door 0, door_count 1", "door 1, door_count 2", "door 0, door_count 2"], told.Distinct());

        void Tell(ISensor door)
        {
            NanoThreading.Thread.Sleep(20);
            _readings.Truncate(0);
            Assert.Null(door.Read(_readings));
            told.Add(string.Join(", ", _readings.Items.Take(_readings.Count).Select(r => $"{r.SensorName} {r.Scaled}")));
        }
    }

    public void Dispose() => _board.Dispose();

    private static ISensor Make(string name, string type, params (string Name, object Value)[] options)
    {
        var table = new Hashtable();
        foreach (var (option, value) in options) table.Add(option, value);
        var fields = new Fields(table);
        var sensor = SensorSet.Kinds(new SystemClock()).Single(k => k.Type == type).Create(name, fields);
        fields.RefuseOthers();
        Assert.Equal("", fields.Faults);
        return sensor;
    }
}
