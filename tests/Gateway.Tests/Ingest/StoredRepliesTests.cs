using Nanofleet.Gateway.Ingest;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Fakes;

namespace Nanofleet.Gateway.Tests.Ingest;

/// <summary>When a board is told what is stored, and what it is told.</summary>
public sealed class StoredRepliesTests
{
    private static readonly TimeSpan AlmostASecond = TimeSpan.FromMilliseconds(999);
    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Behind_another_broker_the_first_commit_is_told_at_once()
    {
        var replies = new StoredReplies(pubackMeansStored: false, _clock);

        Commit(replies, Ledger(1));

        Assert.Equal("b1 9f3c21aa 1 []", Assert.Single(Due(replies)));
    }

    [Fact]
    public void Commits_within_a_second_are_told_together_with_the_newest_state()
    {
        var replies = new StoredReplies(pubackMeansStored: false, _clock);
        Commit(replies, Ledger(1));
        Due(replies);
        for (var high = 2; high <= 50; high++) Commit(replies, Ledger(high));

        _clock.Advance(AlmostASecond);
        Assert.Empty(Due(replies));
        _clock.Advance(OneMillisecond);
        Assert.Equal("b1 9f3c21aa 50 []", Assert.Single(Due(replies)));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Due(replies));
    }

    [Fact]
    public void Nobody_is_asked_for_what_may_lie_in_the_spool_and_what_is_stored_without_a_gap_is_told()
    {
        var isSpoolEmpty = false;
        var replies = new StoredReplies(pubackMeansStored: false, _clock, () => isSpoolEmpty);
        Commit(replies, Ledger(50, missing: new SeqRange(11, 49)), Ledger(20, "b2", missing: new SeqRange(1, 19)));
        Assert.Equal("b1 9f3c21aa 10 []", Assert.Single(Due(replies)));

        isSpoolEmpty = true;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Commit(replies, Ledger(50, missing: new SeqRange(11, 49)));

        Assert.Equal("b1 9f3c21aa 50 [11-49]", Assert.Single(Due(replies)));
    }

    [Fact]
    public void Devices_do_not_wait_for_each_other()
    {
        var replies = new StoredReplies(pubackMeansStored: false, _clock);
        Commit(replies, Ledger(1));
        Due(replies);

        Commit(replies, Ledger(7, "b2"));

        Assert.Equal("b2 9f3c21aa 7 []", Assert.Single(Due(replies)));
    }

    [Fact]
    public void Two_boots_of_one_device_are_told_one_a_second()
    {
        var replies = new StoredReplies(pubackMeansStored: false, _clock);
        Commit(replies, Ledger(5), Ledger(9, boot: "00000001"));

        var first = Assert.Single(Due(replies));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = Assert.Single(Due(replies));

        Assert.Equal(["b1 00000001 9 []", "b1 9f3c21aa 5 []"], new[] { first, second }.Order());
    }

    [Fact]
    public void Behind_our_own_broker_a_commit_without_gap_is_not_told()
    {
        var replies = new StoredReplies(pubackMeansStored: true, _clock);

        Commit(replies, Ledger(1));
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Empty(Due(replies));
        Assert.Null(replies.UntilDue());
    }

    [Fact]
    public void Behind_our_own_broker_a_gap_is_told_when_it_stays_open_for_a_second()
    {
        var replies = new StoredReplies(pubackMeansStored: true, _clock);
        Commit(replies, Ledger(10, missing: new SeqRange(4, 6)));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Commit(replies, Ledger(11, missing: new SeqRange(4, 6)));

        _clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Empty(Due(replies));
        _clock.Advance(OneMillisecond);
        Assert.Equal("b1 9f3c21aa 11 [4-6]", Assert.Single(Due(replies)));
    }

    [Fact]
    public void Behind_our_own_broker_a_gap_that_closes_in_time_is_not_told()
    {
        var replies = new StoredReplies(pubackMeansStored: true, _clock);
        Commit(replies, Ledger(10, missing: new SeqRange(4, 6)));
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Commit(replies, Ledger(11));

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(Due(replies));
        Assert.Null(replies.UntilDue());
    }

    [Fact]
    public void Behind_our_own_broker_a_repeated_message_is_answered_at_once()
    {
        var replies = new StoredReplies(pubackMeansStored: true, _clock);

        replies.Committed(
            [new DataInbound("b1", Times.Arrival, "9f3c21aa", 3, [], [], [])],
            new CommitResult([Outcome.Duplicate], [Ledger(3)], 0));

        Assert.Equal("b1 9f3c21aa 3 []", Assert.Single(Due(replies)));
    }

    [Fact]
    public void A_device_is_forgotten_when_nothing_waits_for_it()
    {
        var replies = new StoredReplies(pubackMeansStored: false, _clock);
        Commit(replies, Ledger(1));
        Due(replies);
        Assert.Equal(TimeSpan.FromSeconds(1), replies.UntilDue());

        _clock.Advance(TimeSpan.FromSeconds(1));
        Due(replies);

        Assert.Null(replies.UntilDue());
    }

    [Fact]
    public void More_gaps_than_fit_lower_what_is_told_as_stored()
    {
        SeqRange[] gaps = [.. Enumerable.Range(1, 20).Select(n => new SeqRange(n * 10, n * 10 + 1))];

        var message = StoredReply.Of(new LedgerState("b1", "9f3c21aa", 500, gaps));

        Assert.Equal(16, message.Missing.Length);
        Assert.Equal(169, message.UpTo); // the seventeenth gap begins at 170
        Assert.True(message.Settles(169));
        Assert.False(message.Settles(170));
        Assert.False(message.Settles(160));
    }

    private static LedgerState Ledger(long high, string device = "b1", string boot = "9f3c21aa", params SeqRange[] missing) => new(device, boot, high, missing);

    private static void Commit(StoredReplies replies, params LedgerState[] ledgers) => replies.Committed([], new CommitResult([], ledgers, 0));

    private static IReadOnlyList<string> Due(StoredReplies replies) =>
        [.. replies.TakeDue().Select(due => $"{due.DeviceId} {due.Message.Boot} {due.Message.UpTo} [{string.Join(',', due.Message.Missing.Select(span => $"{span.From}-{span.To}"))}]")];
}
