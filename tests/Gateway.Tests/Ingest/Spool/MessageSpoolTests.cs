using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Ingest.Spool;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest.Spool;

/// <summary>What the spool took is there after any end of the process, in its order; what it did not take it says.</summary>
public sealed class MessageSpoolTests : IDisposable
{
    private readonly SpoolDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Messages_come_out_as_they_went_in_and_in_their_order()
    {
        using var spool = _folder.Open();
        Assert.Equal(50, spool.Append(SpoolDirectory.Messages(1, 50)));
        Assert.Equal(50, spool.Append(SpoolDirectory.Messages(51, 50)));
        Assert.Equal((100L, Times.Arrival + 1), (spool.Counts.Messages, spool.Counts.OldestMs));

        AssertSame(SpoolDirectory.Messages(1, 100), TakeAll(spool));

        Assert.True(spool.IsEmpty);
        Assert.Equal((0L, null), (spool.Counts.Messages, spool.Counts.OldestMs));
    }

    [Fact]
    public void What_was_not_released_is_there_for_the_next_process()
    {
        using (var spool = _folder.Open())
        {
            spool.Append(SpoolDirectory.Messages(1, 10));
            spool.Peek(4);
        }

        using var next = _folder.Open();
        Assert.Equal((10L, Times.Arrival + 1), (next.Counts.Messages, next.Counts.OldestMs));
        AssertSame(SpoolDirectory.Messages(1, 10), TakeAll(next));
    }

    [Fact]
    public void A_full_spool_takes_what_it_has_room_for_from_the_first_on_and_says_why_not_the_rest()
    {
        using var spool = _folder.Open(SpoolOptions.LeastBytes);
        var messages = SpoolDirectory.Messages(1, 100, bytes: 1000);

        var taken = spool.Append(messages);

        Assert.InRange(taken, 1, 99);
        Assert.Contains("65536 bytes (Spool:MaximumBytes)", spool.Counts.Problem);
        Assert.Equal(0, spool.Append(messages[taken..]));
        AssertSame(messages[..taken], TakeAll(spool));
        Assert.Equal(100 - taken, spool.Append(messages[taken..]));
        Assert.Null(spool.Counts.Problem);
    }

    [Fact]
    public void A_file_goes_when_all_of_it_is_released_and_its_number_never_comes_again()
    {
        using (var spool = _folder.Open(8 * SpoolOptions.LeastBytes))
        {
            spool.Append(SpoolDirectory.Messages(1, 300, bytes: 1000));
            Assert.True(_folder.Files.Length > 3, "the messages fill several files");
            TakeAll(spool);
        }

        var left = Assert.Single(_folder.Files);
        Assert.Equal(0, new FileInfo(left).Length);
        Assert.StartsWith("000006-", Path.GetFileName(left));
        using var next = _folder.Open();
        next.Append(SpoolDirectory.Messages(1, 1));
        Assert.Equal((6L, Path.GetFileNameWithoutExtension(left)[7..]), (next.Peek(1)!.End.Segment, next.Peek(1)!.End.SpoolId));
    }

    [Fact]
    public void A_message_larger_than_a_file_gets_one_of_its_own()
    {
        using var spool = _folder.Open();
        var messages = SpoolDirectory.Messages(1, 3, bytes: 200_000);

        Assert.Equal(3, spool.Append(messages));

        AssertSame(messages, TakeAll(spool));
    }

    [Fact]
    public void What_is_added_while_it_is_emptied_comes_after_the_rest()
    {
        using var spool = _folder.Open();
        spool.Append(SpoolDirectory.Messages(1, 10));
        var first = spool.Peek(7)!;
        spool.Append(SpoolDirectory.Messages(11, 10));
        spool.Release(first);

        AssertSame(SpoolDirectory.Messages(8, 13), TakeAll(spool));
    }

    [Fact]
    public void A_second_gateway_is_kept_out_of_the_folder()
    {
        using var spool = _folder.Open();

        Assert.Throws<IOException>(() => _folder.Open());
    }

    [Fact]
    public void A_spool_that_is_off_makes_no_folder_and_takes_nothing()
    {
        var path = Path.Combine(_folder.Path, "none");
        using var spool = MessageSpool.Open(path, 0, Faults.NoFaults.Instance);

        Assert.False(spool.IsOn);
        Assert.Equal(0, spool.Append(SpoolDirectory.Messages(1, 1)));
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_spool_that_was_turned_off_gives_what_it_has_and_takes_nothing()
    {
        using (var on = _folder.Open()) on.Append(SpoolDirectory.Messages(1, 5));
        using var off = _folder.Open(capacity: 0);

        Assert.Equal(0, off.Append(SpoolDirectory.Messages(6, 1)));
        AssertSame(SpoolDirectory.Messages(1, 5), TakeAll(off));
    }

    [Fact]
    public void Files_of_other_names_are_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "notes.seg"), "mine");
        using var spool = _folder.Open();

        Assert.True(spool.IsEmpty);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "notes.seg")));
    }

    internal static RawMessage[] TakeAll(MessageSpool spool)
    {
        List<RawMessage> taken = [];
        while (spool.Peek(7) is { } piece)
        {
            taken.AddRange(piece.Entries.Select(entry => entry.Message!.Value));
            spool.Release(piece);
        }

        return [.. taken];
    }

    internal static void AssertSame(IEnumerable<RawMessage> expected, IEnumerable<RawMessage> actual) => Assert.Equal(expected.Select(Text), actual.Select(Text));

    internal static string Text(RawMessage message) => $"{message.Topic} {message.ArrivalMs} {message.Replayed} {Convert.ToHexString(message.Payload.Span)}";
}
