using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Nanofleet.Browser.Tests.Support.Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // one browser and two cores: one page at a time

namespace Nanofleet.Browser.Tests.Support;

/// <summary>The machine's own Chromium, started once for all tests; Playwright downloads nothing.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>A slow machine must not fail a test, a page that hangs must. What has to be quick is timed by its test.</summary>
    public const int PatienceMs = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Skips the test where there is no Chromium.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, $"{Program} is not installed: apt-get install chromium");
            return _browser!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Arguments, Timeout = 2 * PatienceMs });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
