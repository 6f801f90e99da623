using System.Text.RegularExpressions;
using Nanofleet.Testing;

namespace Nanofleet.EndToEnd.Tests;

/// <summary>The README's first command.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_stores_readings_of_three_boards_and_exits_0()
    {
        await using var demo = StartDemo("--duration", "15");
        await demo.WaitForLineAsync("page    http://127.0.0.1:");
        Assert.Equal(0, await demo.WaitForExitAsync(TimeSpan.FromMinutes(2)));
        var balances = Regex.Matches(demo.Output, @"(?m)^  (?<board>\S+) +taken \d+, stored (?<stored>\d+), waiting \d+, dropped 0\s*$");
        Assert.Equal(3, balances.Count);
        Assert.All(balances, balance => Assert.True(int.Parse(balance.Groups["stored"].Value) > 0, demo.Output));
    }

    [Fact]
    public async Task Demo_prints_a_link_that_leads_to_the_page_with_one_button_once()
    {
        await using var demo = StartDemo("--boards", "1");
        var link = Regex.Match(await demo.WaitForLineAsync("page    http://127.0.0.1:"), @"http://\S+").Value;
        using var newcomer = new HttpClient();
        using var other = new HttpClient();

        var door = await newcomer.GetStringAsync(link, TestContext.Current.CancellationToken);
        using var button = new FormUrlEncodedContent(Regex.Matches(door, "type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"").Select(field => new KeyValuePair<string, string>(field.Groups[1].Value, field.Groups[2].Value)));
        using var entered = await newcomer.PostAsync(new Uri(new Uri(link), "/enter"), button, TestContext.Current.CancellationToken);
        var page = await entered.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var again = await other.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Contains("<h1>Fleet</h1>", page);
        Assert.Contains("Signed in as admin", await newcomer.GetStringAsync(new Uri(new Uri(link), "/me"), TestContext.Current.CancellationToken));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Demo_exits_0_when_ctrl_c_comes_while_it_starts()
    {
        await using var demo = StartDemo("--boards", "20");
        await demo.WaitForLineAsync("Nanofleet demo"); // its boards are still to come
        await using var interrupt = ToolProcess.Start("kill", ["-INT", demo.Id.ToString()]);
        Assert.Equal(0, await demo.WaitForExitAsync());
    }

    [Fact]
    public async Task Demo_exits_0_when_ctrl_c_ends_it()
    {
        await using var demo = StartDemo("--boards", "1");
        await demo.WaitForLineAsync("  1/1  "); // it runs
        await using var interrupt = ToolProcess.Start("kill", ["-INT", demo.Id.ToString()]);
        Assert.Equal(0, await demo.WaitForExitAsync());
        Assert.Contains("In the database", demo.Output);
    }

    [Fact]
    public async Task Demo_names_option_value_and_range_when_an_option_is_out_of_range()
    {
        await using var demo = StartDemo("--boards", "0");
        Assert.Equal(1, await demo.WaitForExitAsync());
        Assert.Contains("--boards 0: must be between 1 and 200", demo.Output);
    }

    private static ToolProcess StartDemo(params string[] arguments) =>
        ToolProcess.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nanofleet.Demo.dll"), "--http-port", "0", "--mqtt-port", "0", .. arguments]);
}
