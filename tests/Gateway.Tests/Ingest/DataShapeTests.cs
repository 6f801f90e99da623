using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Readings come out alike, whichever of the shapes in the field brought them.</summary>
public sealed class DataShapeTests
{
    private readonly Decode _decode = new();

    [Fact]
    public void Full_shape_gives_readings_with_their_own_times_status_and_location()
    {
        var data = _decode.Data("""{"sensors":[{"sensor_name":"temperature","value":24.1,"unit":"°C","timestamp":"2026-01-05T16:00:00+08:00"},{"sensor_name":"humidity","value":58,"unit":"%"}],"status":{"ip_address":"10.0.0.7","rssi":-55,"battery":91},"location":{"latitude":48.1374,"longitude":11.5755},"timestamp":"2026-01-05T16:00:01+08:00"}""");

        Assert.Equal(
            [
                new ReadingRow("temperature", 24.1, "°C", Times.January5At8, TimeQuality.Device),
                new ReadingRow("humidity", 58, "%", Times.January5At8 + 1000, TimeQuality.Device),
            ],
            data.Readings);
        Assert.Equal("""{"ip_address":"10.0.0.7","rssi":-55,"battery":91}""", data.StatusJson);
        Assert.Equal(new GeoPoint(48.1374, 11.5755), data.Location);
        Assert.Empty(data.Refused);
        Assert.Null(data.Boot);
    }

    [Fact]
    public void Simple_shape_gives_one_reading_a_member_at_arrival_time()
    {
        var data = _decode.Data("""{"temperature":24.1,"humidity":58,"light":640}""");

        Assert.Equal(
            [
                new ReadingRow("temperature", 24.1, null, Times.Arrival, TimeQuality.Arrival),
                new ReadingRow("humidity", 58, null, Times.Arrival, TimeQuality.Arrival),
                new ReadingRow("light", 640, null, Times.Arrival, TimeQuality.Arrival),
            ],
            data.Readings);
    }

    [Fact]
    public void Simple_shape_takes_its_timestamp_as_the_time_and_not_as_a_sensor()
    {
        var data = _decode.Data("""{"temperature":24.1,"timestamp":1735401601}""");

        Assert.Equal([new ReadingRow("temperature", 24.1, null, Times.UnixExample, TimeQuality.Device)], data.Readings);
        Assert.Empty(data.Refused);
    }

    [Theory]
    [InlineData("""{"value":24.1,"timestamp":123456}""", null, Times.Arrival, TimeQuality.Arrival)]
    [InlineData("""{"type":"temperature","value":24.1,"unit":"°C","timestamp":1735401601}""", "°C", Times.UnixExample, TimeQuality.Device)]
    [InlineData("""{"timestamp":"2026-01-05T08:00:00Z","value":24.1,"unit":"°C","quality":"good"}""", "°C", Times.January5At8, TimeQuality.Device)]
    [InlineData("24.1", null, Times.Arrival, TimeQuality.Arrival)]
    [InlineData(" 24.1\n", null, Times.Arrival, TimeQuality.Arrival)]
    public void One_sensor_a_topic_gives_its_reading(string payload, string? unit, long timeMs, TimeQuality quality)
    {
        foreach (var root in new[] { "device", "devices" })
        {
            var data = _decode.Data(payload, $"{root}/b1/data/temperature");
            Assert.Equal([new ReadingRow("temperature", 24.1, unit, timeMs, quality)], data.Readings);
        }
    }

    [Fact]
    public void Our_own_shape_gives_boot_and_sequence_and_what_was_dropped()
    {
        var data = _decode.Data("""{"boot":"9f3c21aa","seq":42,"timestamp":"2026-01-05T08:00:00.000Z","time_quality":"sntp","uptime_ms":123456,"sensors":[{"sensor_name":"temperature","value":25.5,"unit":"°C"}],"dropped":[{"boot":"9f3c21aa","from":40,"to":41,"reason":"outbox_full"}]}""");

        Assert.Equal(("9f3c21aa", 42L), (data.Boot, data.Seq));
        Assert.Equal([new ReadingRow("temperature", 25.5, "°C", Times.January5At8, TimeQuality.Device)], data.Readings);
        Assert.Equal([new DropRow("9f3c21aa", 40, 41, "outbox_full")], data.Drops);
    }

    [Fact]
    public void Members_may_come_in_any_order_and_unknown_ones_are_ignored()
    {
        var data = _decode.Data("""{"timestamp":"2026-01-05T08:00:00Z","x":[1,{"y":2}],"sensors":[{"unit":"%","value":5.8e1,"sensor_name":"humidity"}],"seq":1,"boot":"00000000"}""");

        Assert.Equal([new ReadingRow("humidity", 58, "%", Times.January5At8, TimeQuality.Device)], data.Readings);
    }

    [Fact]
    public void A_foreign_counter_alone_is_no_sequence()
    {
        var data = _decode.Data("""{"seq":42,"sensors":[{"sensor_name":"t","value":1}]}""");

        Assert.Equal((null, 0L), (data.Boot, data.Seq));
        Assert.Single(data.Readings);
    }

    [Fact]
    public void Null_members_count_as_absent()
    {
        var data = _decode.Data("""{"sensors":[{"sensor_name":"t","value":1,"unit":null,"timestamp":null}],"status":null,"location":null,"timestamp":null,"boot":null,"seq":null}""");

        Assert.Equal([new ReadingRow("t", 1, null, Times.Arrival, TimeQuality.Arrival)], data.Readings);
        Assert.Empty(data.Refused);
    }
}
