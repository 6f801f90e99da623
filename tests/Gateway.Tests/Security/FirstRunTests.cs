using Nanofleet.Gateway.Security.People;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Security;

/// <summary>The link with which whoever started a new gateway gets in.</summary>
public sealed class FirstRunTests
{
    [Fact]
    public async Task The_setup_link_is_logged_and_works_where_the_log_says_no_more_than_warnings()
    {
        using var log = new LogCopy();
        await using var gateway = await TestGateway.StartAsync(["--Logging:LogLevel:Default=Warning"], builder => builder.Logging.AddProvider(log));

        var line = await log.SeeAsync("/setup?code=");

        using var browser = new Caller(gateway);
        var link = line.Split(' ').First(word => word.Contains("/setup?code=", StringComparison.Ordinal));
        Assert.Contains("Set up this gateway", await browser.ReadAsync(new Uri(link).PathAndQuery));
        Assert.DoesNotContain(log.Lines, other => other.Contains(" Information ", StringComparison.Ordinal)); // the log did say no more
        Assert.Single(log.Lines, other => other.Contains($"{nameof(FirstRun)} Warning", StringComparison.Ordinal));
    }
    [Fact]
    public async Task The_log_says_where_people_find_the_pages_and_not_just_where_they_are_served()
    {
        using var log = new LogCopy();
        await using var gateway = await TestGateway.StartAsync(["--Http:PublicUrl=https://fleet.example"], builder => builder.Logging.AddProvider(log));

        await log.SeeAsync("Pages and API: https://fleet.example/");
    }
}
