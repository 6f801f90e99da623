using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Nanofleet.Browser.Tests.Support;

/// <summary>
/// Somebody with a browser of his own. Whatever the pages did wrong behind his back is kept: errors in the console,
/// violations of the content security policy, failed requests, requests to other hosts.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _site;
    private readonly ConcurrentQueue<string> _faults = new();

    private Visitor(IBrowserContext context, IPage page, Uri site)
    {
        _context = context;
        _site = site;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status} {response.Url}");
        page.Request += (_, request) => Note(new Uri(request.Url).Authority != _site.Authority, $"another host: {request.Url}");
    }

    public IPage Page { get; }

    public static async Task<Visitor> ArriveAsync(Chromium chromium, Site site, VisitorOptions? options = null)
    {
        options ??= new VisitorOptions();
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = options.Width, Height = 800 },
            JavaScriptEnabled = options.Script,
            ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        context.SetDefaultTimeout(Chromium.PatienceMs);
        if (options.SignedIn)
        {
            var door = await context.NewPageAsync();
            await door.GotoAsync((await site.MakeSignInLinkAsync()).ToString());
            await door.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await door.WaitForURLAsync(site.Address.ToString());
            await door.CloseAsync();
        }

        return new Visitor(context, await context.NewPageAsync(), site.Address);
    }

    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(_site, path).ToString());

    /// <summary>Opens a page and waits until its events come.</summary>
    public async Task GoLiveAsync(string path)
    {
        await GoToAsync(path);
        await Page.Locator("#link[data-state=live]").WaitForAsync();
    }

    /// <summary>The last shown value of a sensor.</summary>
    public ILocator Value(string device, string sensor) => Page.Locator($"tr[data-device='{device}'] data[data-sensor='{sensor}']");

    public ILocator Value(string sensor) => Page.Locator($".tiles data[data-sensor='{sensor}']");

    public void HadNoTrouble() => Assert.Empty(_faults);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool isFault, string what)
    {
        if (isFault) _faults.Enqueue(what);
    }
}
