using Nanofleet.Contract;
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
    [InlineData("1767600000000000")] // microseconds
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
        Assert.Equal(TimeQuality.Gateway, Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"gateway","uptime_ms":5000""").Readings[0].Quality);

    [Theory]
    [InlineData("2026-01-06T23:59:59Z", true)]
    [InlineData("2026-01-07T00:00:00Z", true)]
    [InlineData("2026-01-07T00:00:01Z", false)]
    [InlineData("2036-01-01T00:00:00Z", false)]
    public void A_time_further_ahead_than_a_clock_can_be_wrong_is_refused(string timestamp, bool taken)
    {
        foreach (var payload in (string[])[$$"""{"t":1,"timestamp":"{{timestamp}}"}""", $$"""{"sensors":[{"sensor_name":"t","value":1,"timestamp":"{{timestamp}}"}]}""", $$"""{"boot":"9f3c21aa","seq":1,"uptime_ms":1,"timestamp":"{{timestamp}}","sensors":[{"sensor_name":"t","value":1}]}"""])
        {
            var data = _decode.Data(payload);

            Assert.Equal(taken, data.Readings.Count == 1);
            if (taken) continue;
            var refused = Assert.Single(data.Refused);
            Assert.Equal(RefusalCodes.FutureTime, refused.Reason);
            Assert.Contains(timestamp[..19], refused.Sentence);
            Assert.Null(data.Clock); // and nothing is learnt from it
        }
    }

    [Fact]
    public void A_reading_before_the_clock_was_set_waits_for_it_while_nothing_is_known()
    {
        var data = Board(""","time_quality":"uptime","uptime_ms":5000""");

        Assert.Equal((Times.Arrival, TimeQuality.Arrival), (data.Readings[0].TimeMs, data.Readings[0].Quality));
        Assert.Equal(new BootClock(null, 5000), data.Clock);
    }

    [Fact]
    public void A_reading_before_the_clock_was_set_is_placed_by_its_uptime_once_the_boot_is_known()
    {
        var set = Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":60000""");
        Assert.Equal(new BootClock(Times.January5At8 - 60_000, null), set.Clock);
        _decode.Committed(set);

        var early = Board(""","time_quality":"uptime","uptime_ms":5000""");

        Assert.Equal((Times.January5At8 - 55_000, TimeQuality.Uptime), (early.Readings[0].TimeMs, early.Readings[0].Quality));
        Assert.Null(early.Clock);
    }

    [Fact]
    public void The_beginning_of_a_boot_is_told_until_it_is_in_the_database_and_again_when_it_moves()
    {
        var first = Board(""","timestamp":"2026-01-05T08:00:00Z","uptime_ms":60000""");
        Assert.NotNull(Board(""","timestamp":"2026-01-05T08:00:01Z","uptime_ms":61000""").Clock);
        _decode.Committed(first);

        Assert.Null(Board(""","timestamp":"2026-01-05T08:00:02.5Z","uptime_ms":62000""").Clock);
        Assert.Equal(Times.January5At8 - 50_000, Board(""","timestamp":"2026-01-05T08:00:10Z","uptime_ms":60000""").Clock!.StartedMs);
    }

    [Fact]
    public void What_is_known_of_one_boot_places_no_reading_of_another()
    {
        _decode.Committed(Board(""","timestamp":"2026-01-05T08:00:00Z","time_quality":"sntp","uptime_ms":60000"""));

        Assert.Equal(TimeQuality.Arrival, Board(""","time_quality":"uptime","uptime_ms":5000""", boot: "00000001").Readings[0].Quality);
        Assert.Equal(TimeQuality.Arrival, Board(""","time_quality":"uptime","uptime_ms":5000""", device: "b2").Readings[0].Quality);
    }

    private DataInbound Board(string members, string boot = "9f3c21aa", string device = "b1")
    {
        var data = _decode.Data($$"""{"boot":"{{boot}}","seq":1{{members}},"sensors":[{"sensor_name":"t","value":1}]}""", $"devices/{device}/data");
        Assert.Single(data.Readings);
        return data;
    }
}
