using FsCheck;
using FsCheck.Fluent;
using Nanofleet.Gateway.Store;

namespace Nanofleet.Gateway.Tests.Store;

public sealed class SeqRangesTests
{
    private const int Window = 40;

    private static readonly Gen<(bool Adds, SeqRange Range)[]> Changes =
        (from adds in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
         from a in Gen.Choose(1, Window)
         from b in Gen.Choose(1, Window)
         select (adds, new SeqRange(Math.Min(a, b), Math.Min(Math.Max(a, b), Math.Min(a, b) + 6)))).ArrayOf();

    [Theory]
    [InlineData("", 5, 5, "5")]
    [InlineData("1-4", 5, 5, "1-5")]
    [InlineData("6-9", 5, 5, "5-9")]
    [InlineData("1-4,6-9", 5, 5, "1-9")]
    [InlineData("1-3,7-9", 5, 5, "1-3,5,7-9")]
    [InlineData("1-3,5,7-9", 2, 8, "1-9")]
    [InlineData("2-3", 1, 10, "1-10")]
    [InlineData("1-10", 4, 5, "1-10")]
    public void Add_joins_what_overlaps_or_touches(string before, long from, long to, string after)
    {
        var ranges = SeqRanges.Parse(before);

        ranges.Add(new SeqRange(from, to));

        Assert.Equal(after, ranges.ToString());
    }

    [Theory]
    [InlineData("1-9", 5, 5, "1-4,6-9")]
    [InlineData("1-9", 1, 9, "")]
    [InlineData("1-3,5-7", 3, 5, "1-2,6-7")]
    [InlineData("1-3,5-7", 4, 4, "1-3,5-7")]
    [InlineData("1-3,5-7,9", 2, 20, "1")]
    public void Remove_cuts_holes_and_leaves_the_rest(string before, long from, long to, string after)
    {
        var ranges = SeqRanges.Parse(before);

        ranges.Remove(new SeqRange(from, to));

        Assert.Equal(after, ranges.ToString());
    }

    [Fact]
    public void Any_changes_leave_what_a_plain_set_would_hold_in_the_fewest_ranges() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Changes.ToArbitrary(), changes =>
        {
            var ranges = new SeqRanges();
            var plain = new SortedSet<long>();
            foreach (var (adds, range) in changes)
            {
                var numbers = Numbers(range);
                if (adds)
                {
                    ranges.Add(range);
                    plain.UnionWith(numbers);
                }
                else
                {
                    ranges.Remove(range);
                    plain.ExceptWith(numbers);
                }
            }

            var window = new SeqRange(10, 20);
            return ranges.Count == plain.Count
                && ranges.Ranges.SelectMany(Numbers).SequenceEqual(plain)
                && ranges.Ranges.Zip(ranges.Ranges.Skip(1)).All(pair => pair.First.To + 1 < pair.Second.From)
                && ranges.Within(window).Ranges.SelectMany(Numbers).SequenceEqual(plain.Where(seq => seq is >= 10 and <= 20))
                && Numbers(new SeqRange(1, Window + 6)).All(seq => ranges.Contains(seq) == plain.Contains(seq))
                && SeqRanges.Parse(ranges.ToString()).Ranges.SequenceEqual(ranges.Ranges);
        }));

    [Fact]
    public void A_copy_does_not_follow_the_original()
    {
        var ranges = SeqRanges.Parse("1-4");
        var copy = ranges.Copy();

        ranges.Add(new SeqRange(5, 9));

        Assert.Equal("1-4", copy.ToString());
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-3, -1)]
    [InlineData(5, 4)]
    [InlineData(1, long.MaxValue)]
    public void What_is_no_sequence_number_is_a_fault_of_the_caller(long from, long to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeqRanges().Add(new SeqRange(from, to)));

    [Theory]
    [InlineData("1-")]
    [InlineData("a")]
    [InlineData("1,,2")]
    [InlineData("-5")]
    public void A_damaged_row_is_not_read_as_something_else(string text) => Assert.ThrowsAny<FormatException>(() => SeqRanges.Parse(text));

    [Fact]
    public void The_largest_range_is_counted_without_overflow()
    {
        var ranges = new SeqRanges();

        ranges.Add(new SeqRange(1, SeqRanges.Largest));

        Assert.Equal(SeqRanges.Largest, ranges.Count);
        Assert.True(ranges.Contains(SeqRanges.Largest));
    }

    private static IEnumerable<long> Numbers(SeqRange range) => Enumerable.Range((int)range.From, (int)(range.To - range.From + 1)).Select(seq => (long)seq);
}
