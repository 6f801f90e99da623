extern alias firmware;

using firmware::Iot.Device.DHTxx.Esp32;
using Nanofleet.VirtualBoard;
using NanoThreading = firmware::System.Threading;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The DHT driver behaves as the library does, good and bad.</summary>
public sealed class DhtTests : IDisposable
{
    private const int Echo = 26;

    private readonly Board _board = new(new BoardOptions { Name = "dht" });

    [Fact]
    public async Task A_read_says_the_weather_and_a_failed_one_says_zero_and_that_it_failed()
    {
        var reads = new List<(double Celsius, double Percent, bool Successful)>();
        await _board.RunAsync(() =>
        {
            using var dht = new Dht22(Echo, 27);
            Read();
            _board.FailSensor(Echo);
            Read();
            NanoThreading.Thread.Sleep(1050);
            Read();
            _board.HealSensor(Echo);
            NanoThreading.Thread.Sleep(1050);
            Read();

            void Read() => reads.Add((dht.Temperature.DegreesCelsius, dht.Humidity.Percent, dht.IsLastReadSuccessful));
        });

        Assert.True(reads[0].Successful);
        Assert.InRange(reads[0].Celsius, 5, 40);
        Assert.InRange(reads[0].Percent, 5, 98);
        Assert.Equal(reads[0], reads[1]);
        Assert.Equal((0.0, 0.0, false), (Math.Round(reads[2].Celsius, 9), reads[2].Percent, reads[2].Successful));
        Assert.True(reads[3].Successful);
    }

    public void Dispose() => _board.Dispose();
}
