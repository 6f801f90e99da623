using Nanofleet.VirtualBoard.Nature;

namespace Nanofleet.Device.Tests.VirtualBoard;

/// <summary>The weather of a board is plausible and the same for the same seed and time.</summary>
public sealed class ClimateTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_seed_and_a_time_always_give_the_same_weather()
    {
        Assert.Equal(Day(new Climate(1)).Select(x => x.Celsius), Day(new Climate(1)).Select(x => x.Celsius));
        Assert.NotEqual(Day(new Climate(1)).Select(x => x.Celsius), Day(new Climate(2)).Select(x => x.Celsius));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    [InlineData(-5)]
    public void A_day_has_a_warm_dry_bright_middle_and_a_dark_night(int seed)
    {
        var climate = new Climate(seed);

        Assert.All(Day(climate), x =>
        {
            Assert.InRange(x.Celsius, 5, 40);
            Assert.InRange(x.Percent, 5, 98);
            Assert.InRange(x.Light, 0, 4095);
        });
        Assert.True(climate.TemperatureAt(Midnight.AddHours(15)) > climate.TemperatureAt(Midnight.AddHours(3)));
        Assert.True(climate.HumidityAt(Midnight.AddHours(15)) < climate.HumidityAt(Midnight.AddHours(3)));
        Assert.InRange(climate.LightAt(Midnight.AddHours(1)), 0, 100);
        Assert.InRange(climate.LightAt(Midnight.AddHours(13)), 1000, 4095);
    }

    [Fact]
    public void The_temperature_has_no_steps()
    {
        var climate = new Climate(3);
        var minutes = Enumerable.Range(0, 3 * 24 * 60).Select(m => climate.TemperatureAt(Midnight.AddMinutes(m))).ToArray();

        Assert.All(minutes.Zip(minutes.Skip(1)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.15));
    }

    private static IEnumerable<(double Celsius, double Percent, int Light)> Day(Climate climate) =>
        Enumerable.Range(0, 24 * 12).Select(i => Midnight.AddMinutes(5 * i))
            .Select(t => (climate.MeasuredTemperatureAt(t), climate.MeasuredHumidityAt(t), climate.LightAt(t)));
}
