using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Nanofleet.Browser.Tests.Support;
using Nanofleet.Mqtt;
using static Microsoft.Playwright.Assertions;

namespace Nanofleet.Browser.Tests;

/// <summary>Bringing a device in, and its password, in a browser that runs no script.</summary>
public sealed class AddDeviceTests(Chromium chromium)
{
    private static readonly VisitorOptions NoScript = new(Script: false);

    [Fact]
    public async Task A_code_is_shown_once_with_the_command_line_that_uses_it()
    {
        await using var site = await Site.OpenAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);
        await visitor.GoToAsync("/");
        await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Everywhere" }).GetByText("Add a device").ClickAsync();
        await visitor.Page.GetByLabel("Name of the device").FillAsync("kitchen");

        await visitor.Page.GetByText("Make a code").ClickAsync();

        var code = await visitor.Page.Locator(".code").InnerTextAsync();
        await Expect(visitor.Page.Locator("section")).ToContainTextAsync("set Broker:PublicHost");
        await Expect(visitor.Page.GetByText("Refresh")).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("pre")).ToContainTextAsync($"dotnet run --project tools/Provision -- --gateway {site.Address.GetLeftPart(UriPartial.Authority)} --claim-code {code} --device-id kitchen --wifi-ssid YOUR-WIFI --port PORT");
        using var http = new HttpClient { BaseAddress = site.Address };
        using var response = await http.PostAsJsonAsync("/api/provision", new { claim_code = code, device_id = "kitchen" }, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        await visitor.GoToAsync("/add");
        await Expect(visitor.Page.Locator(".code")).ToHaveCountAsync(0);
        visitor.HadNoTrouble();
    }

    [Fact]
    public async Task A_name_that_cannot_be_one_is_refused_with_the_rule()
    {
        await using var site = await Site.OpenAsync();
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);
        await visitor.GoToAsync("/add");
        await visitor.Page.Locator("#device").EvaluateAsync("input => input.removeAttribute('pattern')");
        await visitor.Page.GetByLabel("Name of the device").FillAsync("living room");

        await visitor.Page.GetByText("Make a code").ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("living room");
        await Expect(visitor.Page.Locator(".code")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_devices_page_shows_its_credentials_what_was_refused_and_takes_them_away()
    {
        await using var site = await Site.OpenAsync();
        using var http = site.Call();
        using var response = await http.PostAsJsonAsync("/api/provision", new { device_id = "kitchen" }, TestContext.Current.CancellationToken);
        var password = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("broker_password").GetString()!;
        await using var board = await ConnectAsync(site, password);
        await board.PublishAsync("devices/roof/data", "{}"u8.ToArray(), MqttQoS.AtLeastOnce, cancel: TestContext.Current.CancellationToken);
        await using var visitor = await Visitor.ArriveAsync(chromium, site, NoScript);
        await visitor.GoToAsync("/devices/kitchen");
        var section = visitor.Page.Locator("#credentials");
        await Expect(section).ToContainTextAsync("1 × to publish");
        await Expect(section).ToContainTextAsync("devices/roof/data");
        Assert.DoesNotContain(password, await visitor.Page.ContentAsync());

        await section.GetByText("Change the password").ClickAsync();
        await Expect(section).ToContainTextAsync("the device tries it as kitchen.b");
        await section.GetByText("Take its password away").ClickAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Take it away" }).ClickAsync();

        await Expect(section).ToContainTextAsync("This device has no password of its own.");
        Assert.Equal(MqttReasonCode.AdministrativeAction, (await board.Closed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Reason);
    }

    private static async Task<MqttClient> ConnectAsync(Site site, string password)
    {
        var client = new MqttClient(new MqttClientOptions { Port = site.MqttPort, ClientId = "kitchen", User = "kitchen", Password = password });
        (await client.ConnectAsync(TestContext.Current.CancellationToken)).EnsureAccepted();
        return client;
    }
}
