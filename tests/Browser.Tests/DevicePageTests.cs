using Microsoft.Playwright;
using Nanofleet.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Nanofleet.Browser.Tests;

/// <summary>A device's page, open in a browser; boards are virtual ones with the real firmware.</summary>
public sealed class DevicePageTests(Chromium chromium)
{
    private const int LedPin = 2;

    [Fact]
    public async Task The_LED_buttons_switch_the_LED_of_the_board_and_show_its_answers()
    {
        await using var site = await Site.OpenAsync();
        var board = site.PowerOn("attic");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await VisitWhenOnlineAsync(visitor, "attic");

        await PressAsync(visitor, "LED on");
        await Expect(Answer(visitor)).ToContainTextAsync("set_led: done.");
        Assert.True(board.GetPin(LedPin));

        await PressAsync(visitor, "LED off");
        await Expect(Answer(visitor)).ToContainTextAsync("\"state\":0");
        Assert.False(board.GetPin(LedPin));
        await Expect(visitor.Page.Locator("[sse-swap=commands] tbody tr")).ToHaveCountAsync(2);
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_command_by_hand_is_carried_out_or_refused_in_the_boards_own_words()
    {
        await using var site = await Site.OpenAsync();
        site.PowerOn("attic");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await VisitWhenOnlineAsync(visitor, "attic");
        await visitor.Page.GetByText("Another command").ClickAsync();

        await visitor.Page.GetByLabel("Action").FillAsync("set_interval");
        await visitor.Page.GetByLabel("Parameters").FillAsync("""{ "interval_ms": 700 }""");
        await PressAsync(visitor, "Send");
        await Expect(Answer(visitor)).ToContainTextAsync("set_interval: done.");

        await visitor.Page.GetByLabel("Action").FillAsync("dance");
        await PressAsync(visitor, "Send");
        await Expect(Answer(visitor)).ToContainTextAsync("dance: rejected.");
        await Expect(Answer(visitor)).ToContainTextAsync("unknown_action");
    }

    [Fact]
    public async Task Parameters_that_are_not_JSON_are_not_sent_and_the_place_of_the_fault_is_named()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/devices/attic");
        await visitor.Page.GetByText("Another command").ClickAsync();

        await visitor.Page.GetByLabel("Action").FillAsync("ping");
        await visitor.Page.GetByLabel("Parameters").FillAsync("{\"a\":");
        await PressAsync(visitor, "Send");

        await Expect(Answer(visitor)).ToContainTextAsync("not JSON: see line 1, position 6");
        await Expect(visitor.Page.Locator("[sse-swap=commands]")).ToContainTextAsync("No command has been sent");
    }

    [Fact]
    public async Task A_device_that_does_not_answer_is_said_not_to()
    {
        await using var site = await Site.OpenAsync("--Commands:DefaultTimeout=00:00:01");
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/devices/attic");

        await PressAsync(visitor, "Ping");

        await Expect(Answer(visitor)).ToContainTextAsync("ping: no answer. The device said nothing within");
    }

    [Fact]
    public async Task The_chart_goes_on_with_every_reading()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await site.PublishAsync("attic", "temperature", 21);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        var read = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.GoLiveAsync("/devices/attic"), response => new Uri(response.Url).AbsolutePath.EndsWith("/chart", StringComparison.Ordinal));
        await read.FinishedAsync(); // what the page asked for at its beginning does not come after what follows
        var chart = visitor.Page.Locator("figure");
        await Expect(chart).ToHaveAttributeAsync("data-points", "2");
        await Expect(chart.Locator("canvas")).ToBeVisibleAsync();

        await site.PublishAsync("attic", "temperature", 22);
        await site.PublishAsync("attic", "temperature", 23);

        await Expect(chart).ToHaveAttributeAsync("data-points", "4");
        await Expect(visitor.Value("temperature")).ToHaveTextAsync("23");
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task The_chart_shows_the_sensor_and_the_range_that_were_chosen()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("devices/attic/data", """{"temperature":20,"humidity":50}""");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/devices/attic");

        await visitor.Page.Locator(".choices").GetByText("humidity").ClickAsync();
        await visitor.Page.Locator(".choices").GetByText("24 hours").ClickAsync();

        await Expect(visitor.Page.Locator("figcaption")).ToHaveTextAsync("humidity in the last 24 hours: lowest 50, highest 50");
    }

    [Fact]
    public async Task The_balance_counts_what_the_board_took_and_adds_up()
    {
        await using var site = await Site.OpenAsync();
        site.PowerOn("attic");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await VisitWhenOnlineAsync(visitor, "attic");
        await Expect(visitor.Page.Locator(".sum")).ToContainTextAsync("taken");

        var numbers = (await visitor.Page.Locator(".sum b").AllInnerTextsAsync()).Select(long.Parse).ToArray();

        Assert.True(numbers[0] > 0);
        Assert.Equal(numbers[0], numbers[1] + numbers[2] + numbers[3]);
    }

    [Fact]
    public async Task What_could_not_be_used_is_listed_with_its_reason_also_while_readings_pour_in()
    {
        await using var site = await Site.OpenAsync();
        site.PowerOn("attic");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await VisitWhenOnlineAsync(visitor, "attic");

        await site.PublishAsync("devices/attic/data", """{"Temperature":20}""");

        var entry = visitor.Page.Locator("[sse-swap=quarantine] tbody tr");
        await Expect(entry).ToContainTextAsync("Temperature");
        await Expect(entry).ToContainTextAsync("[a-z_]");
    }

    [Fact]
    public async Task A_device_that_nobody_heard_of_has_no_page_and_that_is_said()
    {
        await using var site = await Site.OpenAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site);

        var answer = await visitor.Page.GotoAsync(new Uri(site.Address, "/devices/nobody").ToString());

        Assert.Equal(404, answer!.Status);
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("No message of a device named “nobody” has been stored");
    }

    private static async Task VisitWhenOnlineAsync(Visitor visitor, string device)
    {
        await visitor.GoLiveAsync("/");
        await Expect(visitor.Page.Locator($"tr[data-device={device}] .state")).ToHaveTextAsync("online");
        await visitor.GoLiveAsync($"/devices/{device}");
    }

    private static Task PressAsync(Visitor visitor, string button) => visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    private static ILocator Answer(Visitor visitor) => visitor.Page.Locator("#answer");
}
