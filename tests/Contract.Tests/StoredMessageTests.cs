using FsCheck;
using FsCheck.Fluent;

namespace Nanofleet.Contract.Tests;

public sealed class StoredMessageTests
{
    private static readonly Gen<SeqSpan[]> Spans =
        from count in Gen.Choose(0, 6)
        from ends in (from start in Properties.Between(1, 999_999_999_999_999_999) from shift in Gen.Choose(0, 59) from more in Gen.Choose(0, 3) select (start: Math.Max(1, start >> shift), more)).ArrayOf(count)
        select ends.Select(end => new SeqSpan(end.start, Math.Min(end.start + end.more, 999_999_999_999_999_999))).ToArray();

    [Fact]
    public void Spans_are_read_back_as_they_were_written() =>
        Properties.Holds(Spans, spans => StoredMessage.TryParseSpans(StoredMessage.FormatSpans(spans), out var read)
            && read.Select(span => (span.From, span.To)).SequenceEqual(spans.Select(span => (span.From, span.To))));

    [Fact]
    public void Text_that_is_accepted_is_the_text_that_would_be_written_but_for_leading_zeros() =>
        Properties.Holds(Properties.TextOf("0123,- x", 8), text =>
            !StoredMessage.TryParseSpans(text, out var spans) || text.Split(',', '-').Any(number => number.Length > 1 && number[0] == '0')
            || text.Split(',').Any(span => span.Split('-') is [var from, var to] && from == to)
            || StoredMessage.FormatSpans(spans) == text, tries: 10_000);

    [Fact]
    public void What_is_settled_is_all_up_to_the_number_but_what_is_missing() =>
        Properties.Holds(
            from upTo in Gen.Choose(0, 30)
            from missing in (from start in Gen.Choose(1, 30) from more in Gen.Choose(0, 5) select new SeqSpan(start, start + more)).ArrayOf(3)
            from seq in Gen.Choose(1, 40)
            select (upTo, missing, seq),
            given => new StoredMessage("9f3c21aa", given.upTo, given.missing).Settles(given.seq)
                == (given.seq <= given.upTo && !given.missing.Any(span => given.seq >= span.From && given.seq <= span.To)));

    [Fact]
    public void No_text_is_no_spans()
    {
        Assert.True(StoredMessage.TryParseSpans(null, out var spans));
        Assert.Empty(spans);
    }
}
