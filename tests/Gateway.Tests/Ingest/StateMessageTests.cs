using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>Status, heartbeat, info and response, as they come in the field.</summary>
public sealed class StateMessageTests
{
    private readonly Decode _decode = new();

    [Theory]
    [InlineData("""{"status":"online","timestamp":1735401601,"ip":"10.0.0.7","rssi":-61}""", "online")]
    [InlineData("""{"status":"online","battery":87,"signal":"good"}""", "online")]
    [InlineData("""{"status":"offline","timestamp":"2026-01-05T08:00:00.000000","reason":"unexpected_disconnect"}""", "offline")]
    [InlineData("""{"status":"sleeping","boot":"9f3c21aa","session":3,"next_wake":"2026-01-05T09:00:00Z"}""", "sleeping")]
    public void Status_is_kept_whole(string payload, string status)
    {
        foreach (var root in new[] { "device", "devices" })
        {
            var inbound = Assert.IsType<StatusInbound>(_decode.Any($"{root}/b1/status", payload));
            Assert.Equal((status, payload, false), (inbound.Status, inbound.Json, inbound.Retained));
        }
    }

    [Theory]
    [InlineData("online", "online")]
    [InlineData("offline", "offline")]
    [InlineData("Online\n", "online")]
    [InlineData("\"offline\"", "offline")]
    public void A_plain_word_is_a_status(string payload, string status) =>
        Assert.Equal(new StatusInbound("b1", Times.Arrival, status, null, 0, null, false), _decode.Any("devices/b1/status", payload));

    [Fact]
    public void Status_of_our_boards_carries_boot_and_session()
    {
        var inbound = Assert.IsType<StatusInbound>(_decode.Any("devices/b1/status", """{"status":"offline","boot":"9f3c21aa","session":3,"reason":"connection_lost"}"""));

        Assert.Equal(("9f3c21aa", 3L), (inbound.Boot, inbound.Session));
    }

    [Fact]
    public void A_retained_status_is_marked_as_such() =>
        Assert.True(Assert.IsType<StatusInbound>(_decode.Any("devices/b1/status", "online", replayed: true)).Retained);

    [Fact]
    public void A_retained_info_is_marked_as_such()
    {
        var info = Assert.IsType<InfoInbound>(_decode.Any("devices/b1/info", """{"model":"esp32"}""", replayed: true));

        Assert.Equal(("""{"model":"esp32"}""", true), (info.Json, info.Retained));
    }

    [Theory]
    [InlineData("", null, null, 0)]
    [InlineData("""{"timestamp":"2026-01-05T16:00:00+08:00"}""", """{"timestamp":"2026-01-05T16:00:00+08:00"}""", null, 0)]
    [InlineData("""{"boot":"9f3c21aa","taken":120}""", """{"boot":"9f3c21aa","taken":120}""", "9f3c21aa", 120)]
    public void A_heartbeat_may_say_much_or_nothing(string payload, string? json, string? boot, long taken) =>
        Assert.Equal(new HeartbeatInbound("b1", Times.Arrival, boot, taken, json), _decode.Any("devices/b1/heartbeat", payload)! with { SaidMs = null });

    [Theory]
    [InlineData("heartbeat", "{}")]
    [InlineData("heartbeat", "")]
    [InlineData("response", """{"request_id":"req_8f31","success":true}""")]
    public void Heartbeats_and_responses_of_the_past_are_passed_over(string leaf, string payload) =>
        Assert.Null(_decode.Any($"devices/b1/{leaf}", payload, replayed: true));

    [Theory]
    [InlineData("""{"request_id":"req_8f31","success":true,"result":{"pin":2,"state":1}}""", CommandState.Done)]
    [InlineData("""{"request_id":"req_8f31","success":false,"error":{"code":"rejected","message":"no"}}""", CommandState.Failed)]
    [InlineData("""{"request_id":"req_8f31"}""", CommandState.Done)]
    [InlineData("""{"request_id":"req_8f31","error":"no"}""", CommandState.Failed)]
    [InlineData("""{"request_id":"req_8f31","state":"unheard","error":"no"}""", CommandState.Failed)]
    [InlineData("""{"request_id":"req_8f31","state":"accepted"}""", CommandState.Accepted)]
    [InlineData("""{"request_id":"req_8f31","state":"expired","success":false}""", CommandState.Expired)]
    [InlineData("""{"request_id":"req_8f31","state":"rejected","success":false}""", CommandState.Rejected)]
    public void A_response_says_how_far_its_command_is(string payload, CommandState state) =>
        Assert.Equal(new ResponseInbound("b1", Times.Arrival, "req_8f31", state, payload), _decode.Any("devices/b1/response", payload));
}
