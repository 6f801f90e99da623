using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Ui.Charts;
using Nanofleet.Gateway.Ui.Views;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>What the pages make of what the database holds, which devices of any make wrote.</summary>
public sealed class ViewTests
{
    [Theory]
    [InlineData(true, "online", DeviceState.Online)]
    [InlineData(false, "offline", DeviceState.Offline)]
    [InlineData(false, "sleeping", DeviceState.Sleeping)]
    public void A_device_is_in_one_state(bool online, string status, DeviceState state) => Assert.Equal(state, DeviceView.StateOf(Device(online, status)));

    [Fact]
    public void A_row_shows_three_measurements_and_vital_signs_only_where_there_is_nothing_else()
    {
        Assert.Equal(["a", "b", "c"], View("a", "b", "c", "d", "rssi").Main.Select(sensor => sensor.Name));
        Assert.Equal(["rssi"], View("rssi").Main.Select(sensor => sensor.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("""{"ip":7,"rssi":"strong","model":null}""")]
    public void What_a_device_says_in_another_form_is_left_out(string? json)
    {
        var view = new DeviceView(Device(true, "online") with { ReportJson = json, InfoJson = json, HeartbeatJson = json }, NoBalance, []);

        Assert.Null(view.Ip);
        Assert.Null(view.Rssi);
        Assert.Null(view.Model);
    }

    [Fact]
    public void Sensors_that_are_not_well_are_named_with_what_is_wrong()
    {
        var view = new DeviceView(Device(true, "online") with { HeartbeatJson = """{"sensor_failures":3,"sensor_quality":{"cellar":"no_answer","soil":7}}""" }, NoBalance, []);

        Assert.Equal([("cellar", "no_answer")], view.Unwell);
    }

    [Theory]
    [InlineData(false, "sleeping", 1_767_657_600_000L)]
    [InlineData(true, "online", null)]
    public void Only_a_device_that_sleeps_has_a_next_wake(bool online, string status, long? expected)
    {
        var view = new DeviceView(Device(online, status) with { ReportJson = """{"next_wake":"2026-01-06T00:00:00Z"}""" }, NoBalance, []);

        Assert.Equal(expected, view.NextWakeMs);
    }

    [Fact]
    public void The_signal_is_the_newer_one_of_the_heartbeat()
    {
        var view = new DeviceView(Device(true, "online") with { ReportJson = """{"rssi":-40,"ip":"10.0.0.7"}""", HeartbeatJson = """{"rssi":-71}""" }, NoBalance, []);

        Assert.Equal(-71, view.Rssi);
        Assert.Equal("10.0.0.7", view.Ip);
    }

    [Fact]
    public void A_device_can_do_what_it_lists_and_anything_when_it_lists_nothing()
    {
        var view = new DeviceView(Device(true, "online") with { InfoJson = """{"capabilities":["ping"]}""" }, NoBalance, []);

        Assert.True(view.CanDo("ping"));
        Assert.False(view.CanDo("set_led"));
        Assert.True(View("a").CanDo("set_led"));
    }

    [Fact]
    public void A_value_is_shown_with_the_decimals_of_those_before_it()
    {
        var sensor = new SensorView(Last("a", 24), [new ChartPoint(0, 23.8), new ChartPoint(1, 24)]);

        Assert.Equal("24.0", sensor.Figure);
    }

    [Theory]
    [InlineData("""{"request_id":"r","success":true,"result":{"state":1}}""", """{"state":1}""")]
    [InlineData("""{"request_id":"r","success":false,"error":{"code":"bad_params","message":"pin 99"}}""", "bad_params: pin 99")]
    [InlineData("""{"request_id":"r","success":false,"error":"no"}""", "\"no\"")]
    [InlineData("""{"request_id":"r"}""", null)]
    [InlineData(null, null)]
    public void An_answer_is_shown_without_its_envelope(string? response, string? shown) => Assert.Equal(shown, AnswerView.Inner(response));

    [Theory]
    [InlineData(null, null, null, "")]
    [InlineData(" ", "all", -3, "")]
    [InlineData("boiler room", "OFFLINE", 2, "?q=boiler%20room&state=offline&page=2")]
    public void An_address_says_what_the_fleet_page_shows(string? text, string? state, int? page, string query) =>
        Assert.Equal(query, FleetQuery.Of(text, state, page).ToQueryString());

    private static readonly Balance NoBalance = new(0, 0, 0, new Dictionary<string, long>(), []);

    private static DeviceView View(params string[] sensors) =>
        new(Device(true, "online"), NoBalance, [.. sensors.Select(name => new SensorView(Last(name, 1), []))]);

    private static LastValue Last(string sensor, double value) => new(sensor, value, null, 0, TimeQuality.Device);

    private static DeviceRecord Device(bool online, string status) =>
        new("attic", online, status, 0, 0, null, null, null, 0, null, null, null, null, []);
}
