using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Nanofleet.Contract.Tests;

public sealed class JsonBufferTests
{
    [Fact]
    public void Any_text_is_read_back_by_another_parser() =>
        Properties.Holds(
            Gen.OneOf(ArbMap.Default.GeneratorFor<string>(), Properties.TextOf("a\"\\/\0\u0001\b\t\n\u000b\f\r\u001f \u007f\u0080ÿ°Ω温\ud83d\ude00\ufeff\u2028", 12)),
            text =>
            {
                var json = new JsonBuffer(4096);
                json.String(text);
                // A half of a surrogate pair has no UTF-8: any encoder puts U+FFFD.
                var expected = text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
                return !json.Overflowed && JsonDocument.Parse(json.ToArray()).RootElement.GetString() == expected;
            });

    [Fact]
    public void Any_member_name_is_read_back_by_another_parser() =>
        Properties.Holds(Properties.TextOf("a\"\\\n\u0001°温", 8), name =>
        {
            var json = new JsonBuffer(256);
            json.BeginObject();
            json.Member(name, 1);
            json.Member("next", true);
            json.EndObject();
            return JsonDocument.Parse(json.ToArray()).RootElement.EnumerateObject().Select(member => member.Name).SequenceEqual([name, "next"]);
        });

    [Fact]
    public void Any_number_is_written_in_full() =>
        Properties.Holds(Properties.AnyNumber, number => Single(json => json.Number(number)) == number.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Any_scaled_number_is_exact_and_as_short_as_can_be() =>
        Properties.Holds(
            from number in Properties.AnyNumber
            from decimals in Gen.Choose(0, 28)
            where Math.Abs((decimal)number) < 1m || decimals <= 9 // what decimal, the oracle, holds exactly
            select (number, decimals),
            given => Single(json => json.Scaled(given.number, given.decimals)) == Reference(given.number, given.decimals));

    [Fact]
    public void A_document_is_whole_or_marked_at_every_capacity()
    {
        var whole = new JsonBuffer(1000);
        WriteEverything(whole);
        Assert.False(whole.Overflowed);
        JsonDocument.Parse(whole.ToArray()).Dispose();
        for (var capacity = 0; capacity <= whole.Length + 40; capacity++)
        {
            var json = new JsonBuffer(capacity);
            WriteEverything(json);
            Assert.True(json.Overflowed == capacity < whole.Length, $"capacity {capacity} of {whole.Length}");
            if (!json.Overflowed) Assert.Equal(whole.ToArray(), json.ToArray());
        }
    }

    [Fact]
    public void A_cleared_buffer_begins_anew_after_an_overflow()
    {
        var json = new JsonBuffer(8);
        json.BeginArray();
        json.String("too long for it");
        Assert.True(json.Overflowed);
        json.Clear();
        json.BeginArray();
        json.Number(12);
        json.EndArray();
        Assert.False(json.Overflowed);
        Assert.Equal("[12]", json.ToString());
    }

    [Fact]
    public void Commas_stand_between_members_and_items_and_nowhere_else()
    {
        var json = new JsonBuffer(256);
        json.BeginObject();
        json.Name("a");
        json.BeginArray();
        json.EndArray();
        json.Name("b");
        json.BeginArray();
        json.BeginObject();
        json.EndObject();
        json.BeginArray();
        json.Null();
        json.Bool(true);
        json.EndArray();
        json.Raw("{}"u8.ToArray(), 0, 2);
        json.EndArray();
        json.MemberIfSet("absent", null!);
        json.MemberIfSet("empty", "");
        json.TimeIfKnown("unknown", 0);
        json.Member("c", false);
        json.EndObject();
        Assert.Equal("""{"a":[],"b":[{},[null,true],{}],"c":false}""", json.ToString());
    }

    [Fact]
    public void A_part_of_an_array_is_copied_as_it_is()
    {
        var json = new JsonBuffer(16);
        json.Raw("xx[1,2]xx"u8.ToArray(), 2, 5);
        Assert.Equal("[1,2]", json.ToString());
    }

    private static void WriteEverything(JsonBuffer json)
    {
        json.BeginObject();
        json.Member("text", "a\"\n\u0001°温");
        json.Member("none", null!);
        json.Member("number", long.MinValue);
        json.Member("flag", true);
        json.TimeIfKnown("time", 1767600000000);
        json.Name("list");
        json.BeginArray();
        json.Scaled(-123456, 3);
        json.Raw("{\"raw\":1}"u8.ToArray(), 0, 9);
        json.EndArray();
        json.EndObject();
    }

    private static string Single(Action<JsonBuffer> write)
    {
        var json = new JsonBuffer(64);
        write(json);
        return json.ToString();
    }

    private static string Reference(long number, int decimals)
    {
        decimal value = number;
        for (var i = 0; i < decimals; i++) value /= 10;
        return value.ToString("0.############################", CultureInfo.InvariantCulture);
    }
}
