using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Nanofleet.Contract.Tests;

public sealed partial class Iso8601Tests
{
    private const long DayMs = 86_400_000;

    [Fact]
    public void Every_day_from_1970_to_9999_is_written_and_read_as_DateTime_does()
    {
        var written = new byte[Iso8601.WrittenLength];
        var expected = new byte[Iso8601.WrittenLength];
        for (var day = DateTime.UnixEpoch; ; day = day.AddDays(1))
        {
            var unixMs = (day - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
            Iso8601.Write(unixMs, written, 0);
            day.TryFormat(expected, out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            if (!written.AsSpan().SequenceEqual(expected) || !Iso8601.TryParse(written, 0, written.Length, out var read) || read != unixMs)
                Assert.Fail($"{Encoding.ASCII.GetString(expected)} was written as {Encoding.ASCII.GetString(written)}");
            if (day == DateTime.MaxValue.Date) break;
        }
    }

    [Fact]
    public void Any_millisecond_is_written_as_DateTimeOffset_writes_it_and_read_back() =>
        Properties.Holds(Properties.Between(0, Iso8601.MaxMs), unixMs =>
        {
            var text = Written(unixMs);
            return text == DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)
                && Iso8601.TryParse(text, out var read) && read == unixMs;
        });

    [Fact]
    public void Any_offset_and_up_to_seven_decimals_are_read_as_DateTimeOffset_means_them() =>
        Properties.Holds(
            from unixMs in Properties.Between(DayMs, Iso8601.MaxMs - DayMs)
            from ticks in Gen.Choose(0, 9999)
            from minutes in Gen.Choose(-14 * 60, 14 * 60)
            from format in Gen.Elements(
                "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mm:ss.fK", "yyyy-MM-ddTHH:mm:ss.ffK", "yyyy-MM-ddTHH:mm:ss.fffK",
                "yyyy-MM-ddTHH:mm:ss.ffffK", "yyyy-MM-ddTHH:mm:ss.fffffK", "yyyy-MM-ddTHH:mm:ss,ffffffK", "yyyy-MM-dd't'HH:mm:ss.fffffffK")
            select (At: DateTimeOffset.FromUnixTimeMilliseconds(unixMs).AddTicks(ticks).ToOffset(TimeSpan.FromMinutes(minutes)), Format: format),
            given =>
            {
                var text = given.At.ToString(given.Format, CultureInfo.InvariantCulture);
                var meant = DateTimeOffset.ParseExact(text, given.Format, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                return Iso8601.TryParse(text, out var read) && read == meant
                    && Iso8601.TryParse(text.Replace(":", "", StringComparison.Ordinal), out _) == false;
            });

    [Fact]
    public void Text_is_read_exactly_when_it_is_of_the_grammar_and_on_the_calendar() =>
        Properties.Holds(
            from start in Gen.Elements("2024-02-29T23:59:59.123Z", "2023-02-28 00:00:00", "1970-01-01T00:00:00+01:00", "9999-12-31T23:59-00:30", "2026-06-30T12:00:00,1234567-0930")
            from changes in (from at in Gen.Choose(0, 40) from with in Gen.Elements("0123456789-+:.,TtZz x".ToCharArray()) select (at, with)).ArrayOf(2)
            from cut in Gen.Choose(0, 40)
            select changes.Aggregate(start, (text, change) => change.at < text.Length ? text[..change.at] + change.with + text[(change.at + 1)..] : text)[..Math.Min(start.Length, Math.Max(cut, 16))],
            text => Iso8601.TryParse(text, out var read) == TryReference(text, out var meant) && read == meant,
            tries: 20_000);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_no_time(string? text) => Assert.False(Iso8601.TryParse(text!, out _));

    [Fact]
    public void Bytes_outside_the_given_range_are_not_read()
    {
        var text = Encoding.ASCII.GetBytes("x2026-01-05T08:00:00Z5");
        Assert.True(Iso8601.TryParse(text, 1, text.Length - 2, out var unixMs));
        Assert.Equal(1767600000000, unixMs);
        Assert.False(Iso8601.TryParse(text, 1, text.Length - 1, out _));
        for (var count = 0; count < 16; count++) Assert.False(Iso8601.TryParse(text, 1, count, out _));
    }

    [Fact]
    public void A_time_that_does_not_fit_is_not_written_at_all()
    {
        for (var offset = 0; offset < 30; offset++)
        {
            var target = new byte[Iso8601.WrittenLength + 4];
            var fits = offset <= 4;
            Assert.Equal(fits ? Iso8601.WrittenLength : 0, Iso8601.Write(1767600000000, target, offset));
            Assert.Equal(fits ? 4 : target.Length, target.Count(single => single == 0));
        }
    }

    private static string Written(long unixMs)
    {
        var target = new byte[Iso8601.WrittenLength];
        return Encoding.ASCII.GetString(target, 0, Iso8601.Write(unixMs, target, 0));
    }

    private static bool TryReference(string text, out long unixMs)
    {
        unixMs = 0;
        var match = Grammar().Match(text);
        if (!match.Success) return false;
        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var offset = Part("oh") * 60 + Part("om");
        if (!DateTime.TryParseExact($"{Part("y"):0000}{Part("mo"):00}{Part("d"):00}{Part("h"):00}{Part("mi"):00}{Part("s"):00}", "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || Part("om") > 59 || offset > 14 * 60) return false;
        var millis = int.Parse((match.Groups["f"].Value + "000")[..3], CultureInfo.InvariantCulture);
        var read = (local - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond + millis - offset * 60_000L * (match.Groups["sign"].Value == "-" ? -1 : 1);
        if (local.Year < 1970 || read is < 0 or > Iso8601.MaxMs) return false;
        unixMs = read;
        return true;
    }

    [GeneratedRegex(@"^(?<y>[0-9]{4})-(?<mo>[0-9]{2})-(?<d>[0-9]{2})[Tt ](?<h>[0-9]{2}):(?<mi>[0-9]{2})(:(?<s>[0-9]{2})([.,](?<f>[0-9]{1,7}))?)?([Zz]|(?<sign>[+-])(?<oh>[0-9]{2})(:?(?<om>[0-9]{2}))?)?\z")]
    private static partial Regex Grammar();
}
