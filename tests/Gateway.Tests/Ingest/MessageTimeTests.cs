using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Every form of time in the field, and what stands in where there is none.</summary>
public sealed class MessageTimeTests
{
    private readonly Decode _decode = new();

    [Theory]
    [InlineData("\"2026-01-05T16:00:00+08:00\"")]
    [InlineData("\"2026-01-05T08:00:00Z\"")]
    [InlineData("\"2026-01-05T08:00:00.000Z\"")]
    [InlineData("\"2026-01-05T08:00:00.0000000\"")]
    [InlineData("\"2026-01-05T08:00:00.000000\"")]
    [InlineData("\"2026-01-05T08:00:00\"")]
    [InlineData("1767600000")]
    [InlineData("1767600000000")]
    [InlineData("1767600000.0")]
    [InlineData("\"1767600000\"")]
    public void One_moment_in_all_its_forms_is_the_same_moment(string timestamp)
    {
        var reading = Assert.Single(_decode.Data($$"""{"t":1,"timestamp":{{timestamp}}}""").Readings);

        Assert.Equal((Times.January5At8, TimeQuality.Device), (reading.TimeMs, reading.Quality));
    }

    [Theory]
    [InlineData("123456")] // an uptime in milliseconds
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1e300")]
    [InlineData("\"1970-01-01T00:00:12Z\"")] // a clock that was never set
    [InlineData("\"yesterday\"")]
    [InlineData("\"2026-02-30T00:00:00Z\"")]
    [InlineData("\"2036-01-01T00:00:00Z\"")] // ten years ahead
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("null")]
    public void What_cannot_be_a_date_counts_as_none(string timestamp)
    {
        var reading = Assert.Single(_decode.Data($$"""{"sensors":[{"sensor_name":"t","value":1}],"timestamp":{{timestamp}}}""").Readings);

        Assert.Equal((Times.Arrival, TimeQuality.Arrival), (reading.TimeMs, reading.Quality));
    }

    [Fact]
    public void A_time_from_the_gateway_keeps_that_quality() =>
        Assert.Equal(TimeQuality.Gateway, Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"gateway","uptime_ms":5000""").Quality);

    [Fact]
    public void A_reading_before_the_clock_was_set_is_placed_at_arrival_while_nothing_is_known()
    {
        var reading = Board(""","time_quality":"uptime","uptime_ms":5000""");

        Assert.Equal((Times.Arrival, TimeQuality.Arrival), (reading.TimeMs, reading.Quality));
    }

    [Fact]
    public void A_reading_before_the_clock_was_set_is_placed_by_its_uptime_once_the_boot_is_known()
    {
        Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":60000""");

        var early = Board(""","time_quality":"uptime","uptime_ms":5000""");

        Assert.Equal((Times.January5At8 - 55_000, TimeQuality.Uptime), (early.TimeMs, early.Quality));
    }

    [Fact]
    public void What_is_known_of_one_boot_places_no_reading_of_another()
    {
        Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":60000""");

        Assert.Equal(TimeQuality.Arrival, Board(""","time_quality":"uptime","uptime_ms":5000""", boot: "00000001").Quality);
        Assert.Equal(TimeQuality.Arrival, Board(""","time_quality":"uptime","uptime_ms":5000""", device: "b2").Quality);
    }

    private ReadingRow Board(string members, string boot = "9f3c21aa", string device = "b1") =>
        Assert.Single(_decode.Data($$"""{"boot":"{{boot}}","seq":1{{members}},"sensors":[{"sensor_name":"t","value":1}]}""", $"devices/{device}/data").Readings);
}
