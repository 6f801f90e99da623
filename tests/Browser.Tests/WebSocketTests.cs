using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nanofleet.Browser.Tests.Support;

namespace Nanofleet.Browser.Tests;

/// <summary>The gateway's own broker from inside a browser: its pages may connect, those of others only where they are named.</summary>
public sealed class WebSocketTests(Chromium chromium)
{
    /// <summary>Says CONNECT and gives the return code of the CONNACK, or what happened instead.</summary>
    private const string Connect = """
        url => new Promise(resolve => {
            const socket = new WebSocket(url, 'mqtt');
            socket.binaryType = 'arraybuffer';
            socket.onopen = () => socket.send(new Uint8Array([0x10, 13, 0, 4, 77, 81, 84, 84, 4, 2, 0, 60, 0, 1, 98]));
            socket.onmessage = message => resolve('CONNACK ' + new Uint8Array(message.data)[3] + ' ' + socket.protocol);
            socket.onerror = () => resolve('refused');
        })
        """;

    [Fact]
    public async Task A_page_of_the_gateway_may_connect()
    {
        await using var site = await Site.OpenAsync();

        Assert.Equal("CONNACK 0 mqtt", await ConnectFromAsync(site, site.Address.ToString()));
    }

    [Fact]
    public async Task A_page_from_elsewhere_may_not()
    {
        await using var elsewhere = await ServePageAsync();
        await using var site = await Site.OpenAsync();

        Assert.Equal("refused", await ConnectFromAsync(site, elsewhere.Urls.Single()));
    }

    [Fact]
    public async Task A_page_from_elsewhere_may_where_it_is_named()
    {
        await using var elsewhere = await ServePageAsync();
        await using var site = await Site.OpenAsync($"--Broker:WebSocketOrigins={elsewhere.Urls.Single()}");

        Assert.Equal("CONNACK 0 mqtt", await ConnectFromAsync(site, elsewhere.Urls.Single()));
    }

    /// <summary>Another program on this machine, which is another origin: a page from the network could not reach loopback, whatever the gateway says.</summary>
    private static async Task<WebApplication> ServePageAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var program = builder.Build();
        program.MapGet("/", () => Results.Content("<p>elsewhere", "text/html"));
        await program.StartAsync(TestContext.Current.CancellationToken);
        return program;
    }

    private async Task<string> ConnectFromAsync(Site site, string address)
    {
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address);
        return await page.EvaluateAsync<string>(Connect, $"ws://{site.Address.Authority}/mqtt");
    }
}
