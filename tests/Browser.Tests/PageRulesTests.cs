using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Nanofleet.Browser.Tests.Support;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Browser.Tests;

/// <summary>What holds for every page: usable by everybody, on a phone, and quiet towards other hosts.</summary>
public sealed class PageRulesTests(Chromium chromium)
{
    private const string LongName = "a-device-with-the-longest-name-that-the-contract-lets-a-device-h";
    private const string LongSensor = "a_sensor_with_the_longest_name_that_one_may_have_x";

    public static TheoryData<string> Pages { get; } = ["/", "/?state=sleeping", $"/devices/{LongName}", $"/devices/{LongName}?range=24h&sensor=temperature", "/devices/nobody", "/quarantine", "/quarantine/1", "/pending", "/gaps", "/add", "/sign-in", "/people", "/keys", "/audit", "/me"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_in_light_or_dark(string path)
    {
        await using var site = await OpenWithADeviceAsync();
        foreach (var dark in (bool[])[false, true])
        {
            await using var visitor = await Visitor.ArriveAsync(chromium, site, new VisitorOptions(Dark: dark));
            await visitor.GoToAsync(path);
            await OpenDetailsAsync(visitor.Page);

            var violations = (await visitor.Page.RunAxe()).Violations;

            Assert.True(violations.Length == 0, string.Join('\n', violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_scrolls_sideways_on_a_phone(string path)
    {
        await using var site = await OpenWithADeviceAsync();
        foreach (var script in (bool[])[true, false])
        {
            await using var visitor = await Visitor.ArriveAsync(chromium, site, new VisitorOptions(Width: 360, Script: script));
            await visitor.GoToAsync(path);
            if (script) await OpenDetailsAsync(visitor.Page);

            var widest = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");

            Assert.True(widest <= 360, $"{path} is {widest} pixels wide");
            var cut = await visitor.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.scroll')].filter(part => part.scrollWidth > part.clientWidth).map(part => part.ariaLabel)");
            Assert.Empty(cut); // a table whose buttons are out of sight
        }
    }

    [Fact]
    public async Task An_empty_fleet_passes_both_as_well()
    {
        await using var site = await Site.OpenAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site, new VisitorOptions(Width: 360));
        await visitor.GoToAsync("/");

        Assert.Empty((await visitor.Page.RunAxe()).Violations);
        Assert.Equal(360, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Every_control_is_reached_by_keyboard_and_shows_that_it_is()
    {
        await using var site = await OpenWithADeviceAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site);
        await visitor.Page.RouteAsync(new Regex("/live(\\?|$)"), _ => Task.CompletedTask); // nothing new comes: a part that is replaced loses the focus
        await visitor.GoToAsync($"/devices/{LongName}");
        var controls = await visitor.Page.Locator("a[href]:visible, button:visible, summary:visible, input:visible, textarea:visible").CountAsync();

        var reached = new HashSet<string>();
        for (var i = 0; i < controls; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            reached.Add(await visitor.Page.EvaluateAsync<string>("document.activeElement.outerHTML"));
            Assert.Equal("solid", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        }

        Assert.Contains(reached, html => html.StartsWith("<button", StringComparison.Ordinal) && html.Contains("LED on"));
        Assert.Contains(reached, html => html.StartsWith("<summary", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_allows_no_script_of_its_own_and_no_other_host(string path)
    {
        await using var site = await OpenWithADeviceAsync();
        using var http = site.Call();
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("<script>", html);
        Assert.DoesNotContain(" style=", html);
        Assert.DoesNotContain("http://", html.Replace(site.Address.ToString(), ""));
        Assert.DoesNotContain("https://", html);
    }

    [Fact]
    public async Task A_file_of_the_pages_is_kept_for_a_year_under_the_address_that_pages_give()
    {
        await using var site = await Site.OpenAsync();
        using var http = site.Call();
        var html = await http.GetStringAsync("/", TestContext.Current.CancellationToken);
        var address = html.Split('"').First(part => part.StartsWith("/assets/nanofleet.css", StringComparison.Ordinal));

        using var answer = await http.GetAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl!.MaxAge);
        using var other = await http.GetAsync("/assets/nanofleet.css?v=other", TestContext.Current.CancellationToken);
        Assert.True(other.Headers.CacheControl!.NoCache);
    }

    private static async Task<Site> OpenWithADeviceAsync()
    {
        var site = await Site.OpenAsync();
        foreach (var name in (string[])["waits", $"{LongName[..^1]}-"])
        {
            await site.PublishAsync($"devices/{name}/data", """{"boot":"9f3c21aa","seq":7,"sensors":[{"sensor_name":"t","value":1}]}""");
            await site.Admissions.SetAsync(name, Admission.Pending, TestContext.Current.CancellationToken);
        }

        await site.PublishAsync($"devices/{LongName}/data", $$"""{"temperature":20.5,"humidity":51,"{{LongSensor}}":-123456.789,"rssi":-61}""");
        await site.PublishAsync($"devices/{LongName}/data", """{"sensors":[{"sensor_name":"temperature","value":21.5,"unit":"°C"}],"location":{"latitude":48.1374,"longitude":11.5755}}""");
        await site.PublishAsync($"devices/{LongName}/data", $$"""{"Not-A-Name-{{LongName}}":1}""");
        return site;
    }

    private static Task OpenDetailsAsync(IPage page) => page.EvaluateAsync("document.querySelectorAll('details').forEach(details => details.open = true)");
}
