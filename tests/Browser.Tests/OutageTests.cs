using Nanofleet.Browser.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Nanofleet.Browser.Tests;

/// <summary>The pages while the database cannot be reached.</summary>
public sealed class OutageTests(Chromium chromium)
{
    [Fact]
    public async Task An_open_page_says_that_its_values_are_old_and_takes_it_back()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.GoLiveAsync("/devices/attic");
        var notice = visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert);
        await Expect(notice).ToBeEmptyAsync();

        site.Store.IsAway = true;
        await Expect(notice).ToHaveTextAsync("The database cannot be reached: the values on this page are old.");

        site.Store.IsAway = false;
        await Expect(notice).ToBeEmptyAsync();
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_says_why_and_comes_by_itself_later()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await using var visitor = await Visitor.ArriveAsync(chromium, site, new VisitorOptions(Script: false));

        site.Store.IsAway = true;
        var answer = await visitor.Page.GotoAsync(site.Address.ToString());

        Assert.Equal(503, answer!.Status);
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("The database cannot be reached");
        site.Store.IsAway = false;
        await Expect(visitor.Value("attic", "temperature")).ToHaveTextAsync("20");
    }
}
