namespace Nanofleet.Device.Tests.Core;

public sealed class EdgeCounterTests
{
    [Fact]
    public void A_contact_that_bounces_counts_once()
    {
        var edges = Input(20);
        foreach (var (high, atMs) in new[] { (true, 100), (false, 102), (true, 103), (false, 109), (true, 110) }) edges.Edge(high, atMs);

        Assert.Equal((false, 0), Look(edges, true, 129));
        Assert.Equal((true, 1), Look(edges, true, 130));
        Assert.Equal((true, 1), Look(edges, true, 5000));
    }

    [Fact]
    public void A_pulse_counts_when_it_lasted_also_where_nobody_looked_meanwhile()
    {
        var edges = Input(20);
        for (var atMs = 1000; atMs < 6000; atMs += 1000)
        {
            edges.Edge(true, atMs);
            edges.Edge(false, atMs + 100);
        }

        Assert.Equal((false, 5), Look(edges, false, 6000));
    }

    [Fact]
    public void A_pulse_shorter_than_the_debounce_time_does_not_count()
    {
        var edges = Input(20);
        edges.Edge(true, 100);
        edges.Edge(false, 119);
        Assert.Equal((false, 0), Look(edges, false, 1000));
    }

    [Fact]
    public void Without_debouncing_every_edge_counts_at_once()
    {
        var edges = Input(0);
        for (var i = 0; i < 3; i++)
        {
            edges.Edge(true, 100);
            edges.Edge(false, 100);
        }

        Assert.Equal((false, 3), Look(edges, false, 100));
    }

    [Theory]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 3)]
    public void Only_the_edges_that_were_asked_for_count(bool rising, bool falling, long expected)
    {
        var edges = new EdgeCounter(10, rising, falling);
        edges.Look(false, 0, out _);
        edges.Edge(true, 100);
        edges.Edge(false, 200);
        edges.Edge(true, 300);
        Assert.Equal((true, expected), Look(edges, true, 400));
    }

    [Fact]
    public void The_level_found_at_the_start_is_no_edge()
    {
        var edges = new EdgeCounter(10, true, true);
        Assert.Equal((true, 0), Look(edges, true, 0));
    }

    [Fact]
    public void An_edge_of_which_no_interrupt_told_is_seen_by_looking()
    {
        var edges = Input(20);
        Assert.Equal((false, 0), Look(edges, true, 1000));
        Assert.Equal((true, 1), Look(edges, true, 2000));
    }

    private static EdgeCounter Input(int debounceMs)
    {
        var edges = new EdgeCounter(debounceMs, countsRising: true, countsFalling: false);
        edges.Look(false, 0, out _);
        return edges;
    }

    private static (bool Level, long Edges) Look(EdgeCounter edges, bool high, long nowMs) => (edges.Look(high, nowMs, out var count), count);
}
