using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>How far a clock is off, as messages show it.</summary>
public sealed class ClockOffsetsTests
{
    private readonly ClockOffsets _offsets = new();
    private readonly Decode _decode = new();

    [Fact]
    public void A_device_that_tells_no_time_has_none()
    {
        Heartbeat("""{"uptime_ms":5}""");

        Assert.Null(_offsets.Find("b1"));
    }

    [Fact]
    public void The_way_of_single_messages_is_smoothed()
    {
        for (var at = 0; at < 100; at++) Heartbeat($$"""{"timestamp":{{Times.Arrival + 2000 + (at % 2 == 0 ? 200 : -200)}}}""");

        Assert.InRange(_offsets.Find("b1")!.OffsetMs, 1900, 2100);
        Assert.Equal(100, _offsets.Find("b1")!.Samples);
    }

    [Fact]
    public void A_clock_that_is_set_again_is_measured_anew()
    {
        Heartbeat($$"""{"timestamp":{{Times.Arrival - 3_600_000}}}""");
        Heartbeat($$"""{"timestamp":{{Times.Arrival + 50}}}""");

        Assert.Equal(new ClockOffset(50, 1, Times.Arrival), _offsets.Find("b1"));
    }

    [Fact]
    public void A_foreign_device_is_measured_by_its_data_and_a_board_that_may_send_late_is_not()
    {
        Commit(_decode.Data($$"""{"t":1,"timestamp":{{Times.Arrival + 700}}}""", "devices/foreign/data"));
        Commit(_decode.Data($$"""{"boot":"9f3c21aa","seq":1,"timestamp":{{Times.Arrival - 60_000}},"sensors":[{"sensor_name":"t","value":1}]}"""));

        Assert.Equal(700, _offsets.Find("foreign")!.OffsetMs);
        Assert.Null(_offsets.Find("b1"));
    }

    private void Heartbeat(string payload) => Commit(_decode.Any("devices/b1/heartbeat", payload)!);

    private void Commit(Inbound inbound) => _offsets.Committed([inbound], new CommitResult([Outcome.Stored], [], 0));
}
