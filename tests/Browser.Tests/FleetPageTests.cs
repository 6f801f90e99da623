using System.Diagnostics;
using Microsoft.Playwright;
using Nanofleet.Browser.Tests.Support;
using Nanofleet.Testing;
using static Microsoft.Playwright.Assertions;

namespace Nanofleet.Browser.Tests;

/// <summary>The first page, open in a browser while devices publish.</summary>
public sealed class FleetPageTests(Chromium chromium)
{
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task An_empty_fleet_tells_how_to_publish_and_doing_so_fills_the_open_page()
    {
        Assert.SkipWhen(ToolProcess.Find("mosquitto_pub") is null, "mosquitto_pub is not installed: apt-get install mosquitto-clients");
        await using var site = await Site.OpenAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");
        var told = await visitor.Page.Locator(".first pre").InnerTextAsync();

        await using var shell = ToolProcess.Start("sh", ["-c", told]);
        Assert.Equal(0, await shell.WaitForExitAsync());

        await Expect(visitor.Value("my-first-device", "temperature")).ToHaveTextAsync("21.5");
        await Expect(visitor.Page.Locator(".counts")).ToContainTextAsync("1 device");
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_new_device_waits_on_the_open_page_and_two_clicks_bring_its_reading_in()
    {
        await using var site = await Site.OpenAsync("--Devices:Unknown=pending");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");

        await site.PublishAsync("attic", "temperature", 20);

        await Expect(visitor.Page.Locator(".pending")).ToContainTextAsync("1 device waits for approval: attic");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Look and approve" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Approve attic" }).ClickAsync();
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("No device waits");
        await visitor.GoLiveAsync("/");
        await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync("20");
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_value_is_on_the_page_within_two_seconds_of_its_publish()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");

        var quickest = TimeSpan.MaxValue; // a page that is slow by itself is slow each time; a busy machine is not
        for (var value = 21; value <= 25; value++)
        {
            var watch = Stopwatch.StartNew();
            await site.PublishAsync("attic", "temperature", value);
            await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync($"{value}");
            TestContext.Current.TestOutputHelper!.WriteLine($"{value}: seen after {watch.ElapsedMilliseconds} ms");
            if (watch.Elapsed < quickest) quickest = watch.Elapsed;
        }

        Assert.True(quickest < SoonEnough, $"each value took {quickest} or longer");
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_changed_value_is_marked_and_its_neighbours_are_not()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("devices/attic/data", """{"temperature":20,"humidity":50}""");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");

        await site.PublishAsync("devices/attic/data", """{"temperature":21,"humidity":50}""");

        await Expect(visitor.Value("attic", "temperature")).ToHaveClassAsync("fresh");
        await Expect(visitor.Value("attic", "humidity")).Not.ToHaveClassAsync("fresh");
    }

    [Fact]
    public async Task A_device_that_says_goodbye_is_shown_as_offline_in_words_and_counted()
    {
        await using var site = await Site.OpenAsync("--Devices:WillGrace=00:00:00");
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");
        await Expect(visitor.Page.Locator("tr[data-device=attic] .state")).ToHaveTextAsync("online");

        await site.PublishAsync("devices/attic/status", """{"status":"offline"}""");

        await Expect(visitor.Page.Locator("tr[data-device=attic] .state")).ToHaveTextAsync("offline");
        await Expect(visitor.Page.Locator(".counts a[href='/?state=offline']")).ToContainTextAsync("1 offline");
    }

    [Fact]
    public async Task Devices_are_found_by_part_of_their_name_and_by_their_state()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await site.PublishAsync("cellar", "temperature", 12);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoToAsync("/");

        await visitor.Page.GetByLabel("Find a device").FillAsync("CELL");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();

        await Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visitor.Page.Locator("tbody th")).ToHaveTextAsync("cellar");
        await visitor.GoToAsync("/?state=sleeping");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("No device matches");
    }

    [Fact]
    public async Task A_large_fleet_comes_in_pages_and_a_new_device_finds_its_place_on_the_open_one()
    {
        await using var site = await Site.OpenAsync();
        for (var i = 1; i <= 51; i++) await site.PublishAsync($"board-{i:00}", "temperature", i);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");
        await Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(50);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(visitor.Page.Locator("tbody th")).ToHaveTextAsync("board-51");
        await visitor.Page.Locator("#link[data-state=live]").WaitForAsync();
        await site.PublishAsync("board-52", "temperature", 52);

        await Expect(visitor.Value("board-52", "temperature")).ToHaveTextAsync("52");
        await Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task How_long_ago_something_was_counts_on_without_the_server()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.Page.Clock.InstallAsync();
        await visitor.GoToAsync("/");
        await Expect(visitor.Page.Locator("time[data-ago]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("just now|s ago"));

        await visitor.Page.Clock.FastForwardAsync("02:05");

        await Expect(visitor.Page.Locator("time[data-ago]")).ToHaveTextAsync("2 min ago");
    }

    [Fact]
    public async Task A_hidden_page_gives_its_connection_back_and_catches_up_when_it_is_seen_again()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.Page.AddInitScriptAsync("""
            window.seen = true;
            Object.defineProperty(document, "hidden", { get: () => !window.seen });
            window.look = (seen) => { window.seen = seen; document.dispatchEvent(new Event("visibilitychange")); };
            """);
        await visitor.GoLiveAsync("/");
        await site.PagesListenAsync(1); // the one through which the visitor came in is closed

        await visitor.Page.EvaluateAsync("look(false)");
        await site.PagesListenAsync(0);
        await site.PublishAsync("attic", "temperature", 21);
        await visitor.Page.EvaluateAsync("look(true)");

        await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync("21");
        await Expect(visitor.Page.Locator("#link")).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_the_page_lives_on_when_the_gateway_is_back()
    {
        var folder = Directory.CreateTempSubdirectory("nanofleet-kept-"); // with it the visitor's session outlives the gateway
        var address = $"http://127.0.0.1:{FreePort.Next()}"; // that nobody else is given in between
        var site = await Site.OpenAsync($"--urls={address}", $"--Data:Directory={folder}");
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/");

        await site.DisposeAsync();
        await Expect(visitor.Page.Locator("#link")).ToContainTextAsync("Connection lost");

        await using (var again = await Site.OpenAsync($"--urls={address}", $"--Data:Directory={folder}"))
        {
            await again.PublishAsync("attic", "temperature", 20);
            await Expect(visitor.Page.Locator("#link")).ToHaveTextAsync("Live");
            await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync("20");
        }

        folder.Delete(recursive: true);
    }
}
