using Nanofleet.Gateway.Ui.Text;

namespace Nanofleet.Gateway.Tests.Ui;

/// <summary>The words and figures of the pages.</summary>
public sealed class TextTests
{
    private const long Now = 1_767_600_000_000;

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(1_999, "just now")]
    [InlineData(59_000, "59 s ago")]
    [InlineData(60_000, "1 min ago")]
    [InlineData(3_600_000, "1 h ago")]
    [InlineData(47L * 3_600_000, "47 h ago")]
    [InlineData(48L * 3_600_000, "2 days ago")]
    [InlineData(-5_000, "just now")]
    [InlineData(-120_000, "in the future")]
    public void A_moment_is_told_by_its_distance(long ageMs, string words) => Assert.Equal(words, Ago.Of(Now - ageMs, Now));

    [Fact]
    public void A_moment_that_never_was_is_never() => Assert.Equal("never", Ago.Of(null, Now));

    [Theory]
    [InlineData(25.5, "25.5")]
    [InlineData(25.0, "25")]
    [InlineData(25.123456, "25.12")]
    [InlineData(-61.0, "\u221261")]
    [InlineData(101325.4, "101\u202f325")]
    [InlineData(0.0, "0")]
    [InlineData(0.00123, "0.00123")]
    [InlineData(-1e15, "\u22121E+15")]
    public void A_value_has_the_digits_that_it_is_worth(double value, string figure) => Assert.Equal(figure, Figure.Of(value));

    [Fact]
    public void A_value_takes_the_decimals_of_its_neighbours() => Assert.Equal("25.0", Figure.Of(25, Figure.Decimals(25.3)));

    [Fact]
    public void An_exact_value_reads_back_as_itself() => Assert.Equal(0.1 + 0.2, double.Parse(Figure.Exact(0.1 + 0.2)));

    [Theory]
    [InlineData(34, "34 ms")]
    [InlineData(1_500, "1.5 s")]
    [InlineData(75_000, "1 min 15 s")]
    [InlineData(90L * 60_000, "1 h 30 min")]
    [InlineData(49L * 3_600_000, "2 d 1 h")]
    public void A_length_of_time_has_its_two_largest_units(long ms, string words) => Assert.Equal(words, Elapsed.Of(TimeSpan.FromMilliseconds(ms)));

    [Fact]
    public void A_message_is_shown_by_its_beginning_without_control_characters()
    {
        Assert.Equal("a·b", Payload.Shown("a\u0007b"u8.ToArray()));
        Assert.Equal(new string('x', 160) + " …", Payload.Shown(new string('x', 500)));
        Assert.Equal("\ufffd", Payload.Shown([0xFF]));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_time_off_the_calendar_breaks_no_page(long ms)
    {
        Assert.EndsWith("UTC", Exact.Utc(ms));
        Assert.NotEmpty(Ago.Of(ms, Now));
    }
}
