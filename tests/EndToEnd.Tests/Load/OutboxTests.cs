using Nanofleet.Load.Generator;

namespace Nanofleet.EndToEnd.Tests.Load;

/// <summary>A simulated board must keep and repeat as a real one does, or the load would hide what the gateway loses.</summary>
public sealed class OutboxTests
{
    private const long ResendAfterMs = 15_000;

    private readonly Outbox _outbox = new(100, ResendAfterMs);

    [Fact]
    public void A_reading_is_sent_again_when_it_was_acknowledged_and_is_not_named_as_stored_in_time()
    {
        Take(2, atMs: 0);
        _outbox.Acknowledged(1, nowMs: 1000);
        Assert.Empty(Due(atMs: 1000 + ResendAfterMs - 1));
        Assert.Equal([1], Due(atMs: 1000 + ResendAfterMs)); // the second still waits for its PUBACK
    }

    [Fact]
    public void A_missing_reading_is_sent_again_at_once_and_the_others_leave()
    {
        Take(5, atMs: 0);
        for (var seq = 1; seq <= 5; seq++) _outbox.Acknowledged(seq, nowMs: 10);
        var settled = 0;
        _outbox.Settle(StoredAnswer.Parse("""{"boot":"0a","up_to":5,"missing":"2-3"}"""u8), nowMs: 20, _ => settled++);
        Assert.Equal(3, settled);
        Assert.Equal([2, 3], Due(atMs: 20));
        Assert.False(_outbox.IsEmpty);
        _outbox.Settle(StoredAnswer.Parse("""{"boot":"0a","up_to":5}"""u8), nowMs: 30, _ => settled++);
        Assert.Equal(5, settled);
        Assert.True(_outbox.IsEmpty);
    }

    [Fact]
    public void What_was_acknowledged_is_sent_again_over_a_new_connection()
    {
        Take(3, atMs: 0);
        _outbox.Acknowledged(2, nowMs: 10);
        _outbox.LinkLost();
        Assert.Equal([2], Due(atMs: 11)); // what was not acknowledged, the connection itself repeats
    }

    [Fact]
    public void No_reading_is_taken_when_the_outbox_is_full_and_one_again_when_some_are_stored()
    {
        Take(100, atMs: 0);
        Assert.True(_outbox.IsFull);
        _outbox.Settle(StoredAnswer.Parse("""{"boot":"0a","up_to":40}"""u8), nowMs: 1, _ => { });
        Assert.False(_outbox.IsFull);
        Take(40, atMs: 2);
        Assert.True(_outbox.IsFull);
        Assert.Equal(140, _outbox.Highest);
    }

    private void Take(int count, long atMs)
    {
        for (var i = 0; i < count; i++) _outbox.Add(atMs);
    }

    private List<long> Due(long atMs)
    {
        List<long> due = [];
        _outbox.TakeDue(atMs, (seq, _) => due.Add(seq));
        return due;
    }
}
