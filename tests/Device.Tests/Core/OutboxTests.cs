using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>A reading leaves the outbox only when it is stored, or counted and reported as dropped.</summary>
public sealed class OutboxTests
{
    private static readonly Reading[] Readings = [];

    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();
    private readonly FakeSink _sink = new();
    private readonly FakeBoard _board = new();
    private readonly BootJournal _journal;
    private readonly ReadingOutbox _outbox;

    public OutboxTests()
    {
        var log = new Log(_sink, _clock) { Level = LogLevel.Debug };
        _journal = new BootJournal(_files, _clock, log);
        _journal.Start("00000001");
        _outbox = Outbox(4, _journal, log);
    }

    [Fact]
    public void A_taken_reading_is_named_on_the_console_when_it_is_safe_in_the_outbox()
    {
        Take();
        Assert.Equal("debug 0 taken 00000001/1", _sink.Lines[^1]);
    }

    [Fact]
    public void Readings_are_sent_in_order_and_each_once_a_connection()
    {
        Take(3);
        Assert.Equal([1, 2, 3], SendAll());
        Assert.Empty(SendAll());
        _outbox.LinkLost();
        Assert.Equal([1, 2, 3], SendAll());
    }

    [Fact]
    public void A_puback_frees_a_reading_only_where_it_means_stored()
    {
        Take(2);
        SendAll();
        _outbox.Acknowledged("00000001", 1, meansStored: false, 0);
        Assert.Equal(2, _outbox.Waiting);
        _outbox.Acknowledged("00000001", 2, meansStored: true, 0);
        Assert.Equal(1, _outbox.Waiting);
        Assert.Equal((2, 1, 1), Balance());
    }

    [Fact]
    public void Stored_frees_everything_up_to_its_number_but_the_missing_which_are_sent_again()
    {
        Take(4);
        SendAll();
        for (var seq = 1; seq <= 4; seq++) _outbox.Acknowledged("00000001", seq, false, 0);
        Settle(3, new SeqSpan(2, 2));
        Assert.Equal(2, _outbox.Waiting);
        Assert.Equal([2], SendAll());
    }

    [Fact]
    public void Stored_for_another_boot_frees_nothing()
    {
        Take(2);
        _outbox.Settle(new StoredMessage("99999999", 2, []), 0);
        Assert.Equal(2, _outbox.Waiting);
    }

    [Fact]
    public void A_reading_that_the_broker_has_but_nobody_stored_is_sent_again_ever_more_rarely()
    {
        Take();
        var sentMs = new List<long>();
        for (long nowMs = 0; nowMs < 1_000_000; nowMs += 1000)
        {
            if (_outbox.NextToSend(nowMs) is null) continue;
            sentMs.Add(nowMs);
            _outbox.Acknowledged("00000001", 1, false, nowMs);
        }

        Assert.Equal([0, 15000, 45000, 105000, 225000, 465000, 705000, 945000], sentMs);
    }

    [Fact]
    public void A_full_outbox_drops_the_oldest_counts_it_and_reports_it_with_the_next_reading()
    {
        Take(6);
        Assert.Equal((6, 0, 4), Balance());
        Assert.Equal(2, Account().DropCounts[0]);
        var first = _outbox.NextToSend(0);
        Assert.Equal(3, first.Seq);
        Assert.Equal("00000001 1-2 outbox_full", Assert.Single(Drops(first)));
    }

    [Fact]
    public void A_long_outage_is_one_warning_and_not_one_a_reading()
    {
        Take(50);
        Assert.Single(_sink.Lines, l => l.StartsWith("warning", StringComparison.Ordinal));
        Settle(50);
        Take(5);
        Assert.Equal(2, _sink.Lines.Count(l => l.StartsWith("warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_report_that_was_sent_does_not_grow_but_a_new_one_begins()
    {
        Take(5);
        Assert.Equal("00000001 1-1 outbox_full", Assert.Single(Drops(_outbox.NextToSend(0))));
        Take(2);
        var next = SendRecords().First(r => r.Drops.Length > 0);
        // The record that carried the first report was dropped too: the report rides again, unchanged, beside the new one.
        Assert.Equal(["00000001 1-1 outbox_full", "00000001 2-3 outbox_full"], Drops(next));
    }

    [Fact]
    public void Every_copy_of_a_reading_carries_the_same_reports()
    {
        Take(5);
        var before = Drops(_outbox.NextToSend(0));
        _outbox.LinkLost();
        Assert.Equal(before, Drops(_outbox.NextToSend(0)));
    }

    [Fact]
    public void A_report_is_done_when_the_reading_that_carried_it_is_stored()
    {
        Take(5);
        SendAll();
        Settle(5);
        Take();
        Assert.Empty(_outbox.NextToSend(0).Drops);
    }

    [Fact]
    public void A_report_asks_for_a_carrier_only_when_no_unsent_reading_could_take_it()
    {
        Take(4);
        SendAll();
        Assert.False(_outbox.NeedsCarrier);
        Take();
        Assert.False(_outbox.NeedsCarrier);
        SendAll();
        Assert.False(_outbox.NeedsCarrier);
    }

    [Fact]
    public void Reports_stay_bounded_however_long_it_goes_on_and_still_cover_every_drop()
    {
        for (var i = 0; i < 500; i++)
        {
            Take();
            foreach (var record in SendRecords()) Assert.InRange(record.Drops.Length, 0, Limits.DropRanges);
        }

        Take();
        var covered = SendRecords().SelectMany(r => r.Drops).ToArray();
        Assert.Contains(covered, d => d.To == 497);
    }

    [Fact]
    public void An_earlier_boots_loss_rides_with_the_first_reading_and_is_forgotten_when_that_is_stored()
    {
        Take();
        var (journal, outbox) = Restart("00000002");
        Assert.True(outbox.NeedsCarrier);
        Assert.True(outbox.TryTake(0, Readings, 0, out _));
        Assert.Equal("00000001 1-16 power_loss", Assert.Single(Drops(outbox.NextToSend(0))));
        Assert.Single(journal.Lost);
        outbox.Settle(new StoredMessage("00000002", 1, []), 0);
        Assert.Empty(journal.Lost);
        Assert.DoesNotContain(Restart("00000003").Journal.Lost, l => l.Boot == "00000001");
    }

    [Fact]
    public void A_closed_outbox_takes_nothing_but_still_sends()
    {
        Take();
        _outbox.Close();
        Assert.False(_outbox.TryTake(0, Readings, 0, out _));
        Assert.Equal([1], SendAll());
        Assert.Equal((1, 0, 1), Balance());
    }

    [Fact]
    public void Nothing_is_taken_when_flash_cannot_reserve_a_number()
    {
        _files.Refuses = true;
        Assert.False(_outbox.TryTake(0, Readings, 0, out _));
        Assert.Equal((0, 0, 0), Balance());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_account_balances_after_every_step_of_any_history(bool flash)
    {
        for (var seed = 0; seed < 200; seed++) new RandomHistory(seed, flash).Run();
    }

    private (BootJournal Journal, ReadingOutbox Outbox) Restart(string nonce)
    {
        var log = new Log(_sink, _clock);
        var journal = new BootJournal(_files, _clock, log);
        journal.Start(nonce);
        return (journal, Outbox(4, journal, log));
    }

    private ReadingOutbox Outbox(int capacity, BootJournal journal, Log log) =>
        new(new OutboxLimits { Capacity = capacity }, _files, journal, _board, new BoardTime(_clock, new TimeFloor(_files, _clock)), log);

    private void Take(int count = 1)
    {
        for (var i = 0; i < count; i++) Assert.True(_outbox.TryTake(0, Readings, 0, out _));
    }

    private IEnumerable<OutboxRecord> SendRecords()
    {
        while (_outbox.NextToSend(0) is { } record) yield return record;
    }

    private long[] SendAll() => [.. SendRecords().Select(r => r.Seq)];

    private void Settle(long upTo, params SeqSpan[] missing) => _outbox.Settle(new StoredMessage("00000001", upTo, missing), 0);

    private HeartbeatMessage Account()
    {
        var message = new HeartbeatMessage();
        _outbox.Fill(message);
        return message;
    }

    private (int Taken, int Stored, int Waiting) Balance()
    {
        var account = Account();
        Assert.Equal(account.Taken, account.Stored + account.Waiting + account.DropCounts.Sum());
        return ((int)account.Taken, (int)account.Stored, (int)account.Waiting);
    }

    private static string[] Drops(OutboxRecord record) => [.. record.Drops.Select(d => $"{d.Boot} {d.From}-{d.To} {d.Reason}")];

    /// <summary>Random taking, sending, acknowledging, losing and storing, checked at every step against a ledger.</summary>
    private sealed class RandomHistory
    {
        private readonly Random _random;
        private readonly ReadingOutbox _outbox;
        private readonly HashSet<long> _stored = [];
        private readonly HashSet<long> _reported = [];
        private readonly List<(long Seq, DropRange[] Drops)> _onTheWay = [];
        private long _lastSeq;
        private long _nowMs;

        public RandomHistory(int seed, bool flash)
        {
            _random = new Random(seed);
            var log = new Log(new FakeSink(), new FakeClock());
            var journal = new BootJournal(new FakeFiles(), new FakeClock(), log);
            journal.Start("00000001");
            var limits = new OutboxLimits { Capacity = 1 + _random.Next(6), FlashBytes = flash ? 8192 : 0, FlushMs = 1000 };
            _outbox = new ReadingOutbox(limits, new FakeFiles(), journal, new FakeBoard(), new BoardTime(new FakeClock(), new TimeFloor(new FakeFiles(), new FakeClock())), log);
        }

        public void Run()
        {
            for (var i = 0; i < 300; i++) Step(_random.Next(10));
            // At last everything arrives.
            _onTheWay.Clear();
            for (var round = 0; round < 4; round++)
            {
                _outbox.LinkLost();
                Send();
                while (_onTheWay.Count > 0) Arrive();
                Settle();
                if (_outbox.NeedsCarrier) Take();
            }

            Assert.Equal(0, _outbox.Waiting);
            Assert.False(_outbox.NeedsCarrier);
            for (long seq = 1; seq <= _lastSeq; seq++) Assert.True(_stored.Contains(seq) || _reported.Contains(seq), $"{seq} is nowhere");
        }

        private void Step(int action)
        {
            if (action < 4) Take();
            else if (action < 7) Send();
            else if (action == 7) Arrive();
            else if (action == 8) Settle();
            else
            {
                _onTheWay.Clear();
                _outbox.LinkLost();
            }

            var account = new HeartbeatMessage();
            _outbox.Fill(account);
            Assert.Equal(account.Taken, account.Stored + account.Waiting + account.DropCounts.Sum());
        }

        private void Take()
        {
            if (_outbox.TryTake(_nowMs, Readings, 0, out var seq)) _lastSeq = seq;
        }

        private void Send()
        {
            while (_outbox.NextToSend(_nowMs += ReadingOutbox.ReplayGapMs) is { } record) _onTheWay.Add((record.Seq, record.Drops));
        }

        // The gateway commits one message, and with luck the PUBACK comes back.
        private void Arrive()
        {
            if (_onTheWay.Count == 0) return;
            var (seq, drops) = _onTheWay[0];
            _onTheWay.RemoveAt(0);
            _stored.Add(seq);
            foreach (var drop in drops)
                for (var s = drop.From; s <= drop.To; s++) _reported.Add(s);
            if (_random.Next(3) > 0) _outbox.Acknowledged("00000001", seq, _random.Next(2) == 0, _nowMs);
        }

        private void Settle()
        {
            var missing = new List<SeqSpan>();
            var upTo = _stored.Count == 0 ? 0 : _stored.Max();
            for (long seq = 1; seq <= upTo; seq++)
                if (!_stored.Contains(seq) && !_reported.Contains(seq)) missing.Add(new SeqSpan(seq, seq));
            _outbox.Settle(new StoredMessage("00000001", upTo, [.. missing]), _nowMs);
        }
    }
}
