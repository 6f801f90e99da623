using FsCheck;
using FsCheck.Fluent;
using Nanofleet.Contract;
using Nanofleet.Gateway.Store;
using Nanofleet.Gateway.Tests.Store.Rules;

namespace Nanofleet.Gateway.Tests.Store;

public sealed class LedgerTests
{
    private const int Window = 30;

    private static readonly string[] Reasons = [DropReasons.OutboxFull, DropReasons.Reboot, DropReasons.PowerLoss, DropReasons.PowerLossPossible];

    private static readonly Gen<Event[]> Events =
        (from kind in Gen.Frequency((6, Gen.Constant("store")), (3, Gen.Constant("drop")), (1, Gen.Constant("take")))
         from seq in Gen.Choose(1, Window)
         from length in Gen.Choose(0, 8)
         from reason in Gen.Elements(Reasons)
         select new Event(kind, seq, length, reason)).ArrayOf();

    [Fact]
    public void Data_in_order_is_one_range_and_nothing_is_missing()
    {
        var ledger = new Ledger();

        for (var seq = 1; seq <= 500; seq++) ledger.Store(seq);

        Assert.Equal(("1-500", "", 500, 500, 0), (ledger.StoredText, ledger.DroppedText, ledger.High, ledger.StoredCount, ledger.WaitingCount));
        Assert.Empty(ledger.Missing());
    }

    [Fact]
    public void A_gap_is_missing_until_it_is_filled()
    {
        var ledger = new Ledger();
        ledger.Store(1);
        ledger.Store(4);

        Assert.Equal([new SeqRange(2, 3)], ledger.Missing());
        Assert.Equal(2, ledger.WaitingCount);

        ledger.Store(3);
        ledger.Store(2);

        Assert.Empty(ledger.Missing());
        Assert.Equal("1-4", ledger.StoredText);
    }

    [Fact]
    public void A_drop_covers_only_what_is_not_stored()
    {
        var ledger = new Ledger();
        ledger.Store(5);

        ledger.Drop(new SeqRange(1, 9), DropReasons.OutboxFull);

        Assert.Equal("outbox_full:1-4,6-9", ledger.DroppedText);
        Assert.Equal(8, ledger.DroppedCounts[DropReasons.OutboxFull]);
        Assert.Equal((9, 1, 0), (ledger.High, ledger.StoredCount, ledger.WaitingCount));
    }

    [Fact]
    public void Data_that_comes_after_its_drop_report_is_stored_and_the_drop_shrinks()
    {
        var ledger = new Ledger();
        ledger.Drop(new SeqRange(1, 3), DropReasons.Reboot);

        ledger.Store(2);

        Assert.Equal("reboot:1,3", ledger.DroppedText);
        Assert.Equal("2", ledger.StoredText);
    }

    [Fact]
    public void Power_loss_above_what_was_certainly_taken_is_only_possible()
    {
        var ledger = new Ledger();
        ledger.Store(4);
        ledger.Take(6);

        ledger.Drop(new SeqRange(5, 32), DropReasons.PowerLoss);

        Assert.Equal("power_loss:5-6;power_loss_possible:7-32", ledger.DroppedText);
        Assert.Equal([new SeqRange(1, 3)], ledger.Missing());
    }

    [Fact]
    public void Evidence_that_comes_after_the_power_loss_report_makes_it_certain()
    {
        var ledger = new Ledger();
        ledger.Drop(new SeqRange(1, 32), DropReasons.PowerLoss);
        Assert.Equal("power_loss_possible:1-32", ledger.DroppedText);

        ledger.Store(10);

        Assert.Equal("power_loss:1-9;power_loss_possible:11-32", ledger.DroppedText);
    }

    [Fact]
    public void The_first_reason_stays_but_power_loss_gives_way_to_any_other()
    {
        var ledger = new Ledger();
        ledger.Drop(new SeqRange(1, 4), DropReasons.OutboxFull);
        ledger.Drop(new SeqRange(3, 10), DropReasons.PowerLoss);
        ledger.Drop(new SeqRange(4, 6), DropReasons.Reboot);

        Assert.Equal("outbox_full:1-4;power_loss_possible:7-10;reboot:5-6", ledger.DroppedText);
    }

    [Fact]
    public void A_board_that_says_it_took_more_has_the_rest_waiting()
    {
        var ledger = new Ledger();
        ledger.Store(1);

        ledger.Take(4);
        ledger.Take(2); // an older heartbeat that came late

        Assert.Equal(4, ledger.High);
        Assert.Equal([new SeqRange(2, 4)], ledger.Missing());
    }

    [Fact]
    public void It_fits_with_a_thousand_ranges_and_not_with_one_more()
    {
        var ledger = new Ledger();
        for (var seq = 1; seq <= 2 * Ledger.MostRanges; seq += 2) ledger.Store(seq);
        Assert.True(ledger.Fits);

        var stored = ledger.Copy();
        stored.Store(3 * Ledger.MostRanges);
        var dropped = ledger.Copy();
        dropped.Drop(new SeqRange(2, 2), DropReasons.Reboot);

        Assert.False(stored.Fits);
        Assert.False(dropped.Fits);
        Assert.True(ledger.Fits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("full;")]
    public void A_reason_that_would_garble_the_row_is_a_fault_of_the_caller(string reason) =>
        Assert.Throws<ArgumentException>(() => new Ledger().Drop(new SeqRange(1, 1), reason));

    [Fact]
    public void Any_events_leave_what_the_plain_sets_leave_and_the_balance_always_holds() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Events.ToArbitrary(), events =>
        {
            var ledger = new Ledger();
            var model = new LedgerModel();
            foreach (var given in events)
            {
                given.On(ledger);
                given.On(model);
                ledger = Ledger.Parse(ledger.High, ledger.Seen, ledger.StoredText, ledger.DroppedText); // as between two batches
                if (!Agrees(ledger, model)) return false;
            }

            return true;
        }));

    [Fact]
    public void The_order_of_events_does_not_matter_where_one_reason_is_known_at_most() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
            (from events in Events from shuffled in Gen.Shuffle(events) select (events, shuffled)).ToArbitrary(),
            given => Text(given.events) == Text(given.shuffled)));

    private static string Text(Event[] events)
    {
        var ledger = new Ledger();
        foreach (var one in events) (one with { Reason = one.Reason == DropReasons.Reboot ? DropReasons.OutboxFull : one.Reason }).On(ledger);
        return $"{ledger.High} {ledger.Seen} {ledger.StoredText} {ledger.DroppedText}";
    }

    private static bool Agrees(Ledger ledger, LedgerModel model)
    {
        var missing = ledger.Missing().SelectMany(range => Enumerable.Range((int)range.From, (int)(range.To - range.From + 1))).Select(seq => (long)seq);
        return ledger.High == model.High
            && ledger.Seen == model.Seen
            && ledger.StoredCount == model.Stored
            && ledger.DroppedCounts.OrderBy(reason => reason.Key).SequenceEqual(model.Dropped.OrderBy(reason => reason.Key))
            && missing.SequenceEqual(model.Missing)
            && ledger.High == ledger.StoredCount + ledger.WaitingCount + ledger.DroppedCounts.Values.Sum()
            && ledger.WaitingCount == model.Missing.Count();
    }

    private sealed record Event(string Kind, int Seq, int Length, string Reason)
    {
        private SeqRange Range => new(Seq, Seq + Length);

        public void On(Ledger ledger)
        {
            if (Kind == "store") ledger.Store(Seq);
            else if (Kind == "take") ledger.Take(Seq);
            else ledger.Drop(Range, Reason);
        }

        public void On(LedgerModel model)
        {
            if (Kind == "store") model.Store(Seq);
            else if (Kind == "take") model.Take(Seq);
            else model.Drop(Range, Reason);
        }
    }
}
