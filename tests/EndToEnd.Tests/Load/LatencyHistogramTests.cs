using Nanofleet.Load.Generator;

namespace Nanofleet.EndToEnd.Tests.Load;

/// <summary>Percentiles without a list of all values.</summary>
public sealed class LatencyHistogramTests
{
    private readonly LatencyHistogram _histogram = new();

    [Fact]
    public void Percentile_is_absent_when_nothing_was_measured() => Assert.Null(_histogram.Percentile(.5));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000)]
    [InlineData(65_537)]
    [InlineData(60_000_000)]
    public void Percentile_is_right_to_two_in_a_hundred_and_never_too_small(long micros)
    {
        _histogram.Add(TimeSpan.FromMicroseconds(micros));
        var percentile = _histogram.Percentile(.99)!.Value.TotalMicroseconds;
        Assert.InRange(percentile, micros, micros * 1.02 + 1);
    }

    [Fact]
    public void Percentile_leaves_out_the_slowest_of_a_hundred()
    {
        for (var i = 0; i < 99; i++) _histogram.Add(TimeSpan.FromMilliseconds(1));
        _histogram.Add(TimeSpan.FromSeconds(10));
        Assert.InRange(_histogram.Percentile(.99)!.Value.TotalMilliseconds, 1, 1.03);
        Assert.InRange(_histogram.Percentile(1)!.Value.TotalSeconds, 10, 10.3);
    }
}
