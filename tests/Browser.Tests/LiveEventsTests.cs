using Nanofleet.Browser.Tests.Support;

namespace Nanofleet.Browser.Tests;

/// <summary>What goes over the wire to an open page.</summary>
public sealed class LiveEventsTests
{
    [Fact]
    public async Task After_the_first_round_only_what_changed_is_sent()
    {
        await using var site = await Site.OpenAsync();
        await site.PublishAsync("attic", "temperature", 20);
        await site.PublishAsync("cellar", "temperature", 12);
        using var http = site.Call();
        using var events = new StreamReader(await http.GetStreamAsync("/live", TestContext.Current.CancellationToken));
        var first = await NamesUntilAsync(events, "cellar/balance");
        Assert.Contains("attic/values", first);

        await site.PublishAsync("attic", "temperature", 21);

        Assert.Contains("attic/values", await NamesUntilAsync(events, "attic/values"));
        await site.PublishAsync("attic", "temperature", 22);
        Assert.All(await NamesUntilAsync(events, "attic/values"), name => Assert.StartsWith("attic/", name));
    }

    private static async Task<IReadOnlyList<string>> NamesUntilAsync(StreamReader events, string last)
    {
        const string prefix = "event: ";
        var names = new List<string>();
        while (await events.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (!line.StartsWith(prefix, StringComparison.Ordinal)) continue;
            names.Add(line[prefix.Length..]);
            if (names[^1] == last) return names;
        }

        throw new EndOfStreamException($"no event {last} after {string.Join(", ", names)}");
    }
}
