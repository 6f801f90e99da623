using System.Net;
using Microsoft.Playwright;
using Nanofleet.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Nanofleet.Browser.Tests;

/// <summary>The pages in a browser that runs no script.</summary>
public sealed class WithoutScriptTests(Chromium chromium)
{
    private static readonly VisitorOptions NoScript = new(Script: false);

    [Fact]
    public async Task The_fleet_shows_values_and_loads_itself_again()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20.5);
        await site.PublishAsync("attic", "temperature", 21.5);
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);

        await visitor.GoToAsync("/");

        await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync("21.5");
        await Expect(visitor.Page.Locator("tr[data-device=attic] .spark")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("meta[http-equiv=refresh]")).ToHaveAttributeAsync("content", "10");
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_device_shows_its_chart_drawn_on_the_server_and_a_link_to_refresh()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20.5);
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);
        await visitor.GoToAsync("/devices/attic");
        await site.PublishAsync("attic", "temperature", 21.5);

        await visitor.Page.GetByText("Refresh").ClickAsync();

        await Expect(visitor.Value("temperature")).ToHaveTextAsync("21.5");
        await Expect(visitor.Page.GetByRole(AriaRole.Img, new() { Name = "temperature in the last 15 minutes: lowest 20.5, highest 21.5" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_button_sends_its_command_once_and_the_page_that_follows_shows_the_answer()
    {
        await using var site = await Site.OpenAsync();
        var board = site.PowerOn("attic");
        await using var watcher = await Visitor.ArriveAsync(chromium, site);
        await watcher.GoLiveAsync("/");
        await Expect(watcher.Page.Locator("tr[data-device=attic] .state")).ToHaveTextAsync("online");
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);
        await visitor.GoToAsync("/devices/attic");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "LED on" }).ClickAsync();
        await Expect(visitor.Page.Locator("#answer")).ToContainTextAsync("set_led: done.");
        Assert.True(board.GetPin(2));

        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("#answer")).ToContainTextAsync("set_led: done.");
        await Expect(visitor.Page.Locator("[sse-swap=commands] tbody tr")).ToHaveCountAsync(1);
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task Somebody_is_invited_chooses_a_password_signs_out_and_in_again()
    {
        await using var site = await Site.OpenAsync();
        await using var admin = await Visitor.ArriveAsync(chromium, site, NoScript);
        await using var guest = await Visitor.ArriveAsync(chromium, site, NoScript with { SignedIn = false });
        await admin.GoToAsync("/people");
        await admin.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("otto");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();

        await guest.GoToAsync(new Uri(await admin.Page.Locator(".pending code").InnerTextAsync()).PathAndQuery);
        await guest.Page.GetByLabel("New password, 12 characters or more").FillAsync("correct horse battery");
        await guest.Page.GetByLabel("The same again").FillAsync("correct horse battery");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await guest.Page.GetByRole(AriaRole.Link, new() { Name = "otto" }).ClickAsync();
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await guest.GoToAsync("/quarantine");
        await guest.Page.GetByLabel("Name").FillAsync("otto");
        await guest.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("correct horse battery");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Name = "What could not be used" })).ToBeVisibleAsync();
        await Expect(guest.Page.GetByRole(AriaRole.Link, new() { Name = "People" })).ToHaveCountAsync(0);
        admin.HadNoTrouble();
        guest.HadNoTrouble();
    }

    [Fact]
    public async Task A_form_that_is_not_from_the_gateways_own_page_is_refused()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        using var stranger = site.Call();

        using var form = new FormUrlEncodedContent([new("preset", "led_on")]);
        using var answer = await stranger.PostAsync("/devices/attic/commands", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"commands\":[]", await stranger.GetStringAsync("/api/devices/attic/commands", TestContext.Current.CancellationToken));
    }
}
