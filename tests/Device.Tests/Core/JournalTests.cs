using Nanofleet.Device.Tests.Core.Fakes;

namespace Nanofleet.Device.Tests.Core;

/// <summary>Whatever happens to the power, what may be lost is known at the next start.</summary>
public sealed class JournalTests
{
    private readonly FakeFiles _files = new();
    private readonly FakeClock _clock = new();
    private readonly FakeSink _sink = new();

    [Fact]
    public void The_first_start_has_nothing_to_report()
    {
        var journal = Start("aaaaaaaa");
        Assert.Equal("first_start", journal.ResetReason);
        Assert.Empty(journal.Lost);
        Assert.Equal(0, journal.LastSeq);
        Assert.Equal(0, journal.SessionBase);
    }

    [Fact]
    public void A_boot_that_took_nothing_leaves_nothing_to_report()
    {
        Start("aaaaaaaa");
        Assert.Empty(Start("bbbbbbbb").Lost);
    }

    [Fact]
    public void A_boot_that_lost_its_power_is_reported_up_to_its_reserved_block()
    {
        TakeSeqs(Start("aaaaaaaa"), 3);
        var journal = Start("bbbbbbbb");
        var loss = Assert.Single(journal.Lost);
        Assert.Equal(("aaaaaaaa", 1L, (long)BootJournal.Block, DropReasons.PowerLoss), (loss.Boot, loss.From, loss.To, loss.Reason));
        Assert.Equal("power_or_hang", journal.ResetReason);
        Assert.Equal("bbbbbbbb", journal.Boot);
    }

    [Fact]
    public void Flash_is_written_once_a_block_and_not_once_a_reading()
    {
        var journal = Start("aaaaaaaa");
        var before = _files.Writes;
        TakeSeqs(journal, 3 * BootJournal.Block);
        Assert.Equal(3, _files.Writes - before);
    }

    [Fact]
    public void A_goodbye_with_readings_left_reports_exactly_those_given_out()
    {
        var journal = Start("aaaaaaaa");
        TakeSeqs(journal, 5);
        _clock.UptimeMs = 777;
        journal.SayGoodbye(settled: false);
        var next = Start("bbbbbbbb");
        var loss = Assert.Single(next.Lost);
        Assert.Equal((5L, DropReasons.Reboot), (loss.To, loss.Reason));
        Assert.Equal("planned", next.ResetReason);
        Assert.Equal(777, next.PreviousUptimeMs);
    }

    [Fact]
    public void A_goodbye_with_everything_stored_leaves_nothing_to_report()
    {
        var journal = Start("aaaaaaaa");
        TakeSeqs(journal, 5);
        journal.SayGoodbye(settled: true);
        Assert.Empty(Start("bbbbbbbb").Lost);
    }

    [Fact]
    public void A_loss_is_kept_until_it_is_reported_and_then_forgotten()
    {
        TakeSeqs(Start("aaaaaaaa"), 1);
        Start("bbbbbbbb");
        var journal = Start("cccccccc");
        Assert.Equal("aaaaaaaa", Assert.Single(journal.Lost).Boot);
        journal.Forget(journal.Lost[0]);
        Assert.Empty(Start("dddddddd").Lost);
    }

    [Fact]
    public void No_number_is_given_out_that_flash_does_not_know_of()
    {
        var journal = Start("aaaaaaaa");
        _files.Refuses = true;
        Assert.False(journal.TryReserve(out _));
        _files.Refuses = false;
        Assert.True(journal.TryReserve(out var seq));
        Assert.Equal(1, seq);
    }

    [Fact]
    public void Damage_to_both_slots_is_said_and_not_hidden()
    {
        TakeSeqs(Start("aaaaaaaa"), 1);
        _files[JournalSlots.SlotA] = [1, 2, 3];
        _files[JournalSlots.SlotB] = [];
        Assert.Equal("unknown", Start("bbbbbbbb").ResetReason);
        Assert.Contains(_sink.Lines, l => l.StartsWith("error", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_slot_does_not_decode()
    {
        var record = new JournalRecord { Boot = "0123abcd", Generation = 7, Reserved = 48, UptimeMs = 99, Lost = [new DropRange("ffffffff", 1, 16, DropReasons.Reboot)] };
        var bytes = JournalCodec.Encode(record);
        Assert.NotNull(JournalCodec.Decode(bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(JournalCodec.Decode(damaged));
        }
    }

    [Fact]
    public void Too_many_lost_boots_go_on_under_the_newest_nonce_above_its_numbers_and_sessions()
    {
        for (var i = 0; i < BootJournal.MostLost; i++) TakeSeqs(Start($"0000000{i}"), 1);
        var journal = Start("ffffffff");
        Assert.Equal("00000007", journal.Boot);
        Assert.Equal(BootJournal.MostLost, journal.Lost.Length);
        Assert.True(journal.SessionBase > 0);
        Assert.True(journal.TryReserve(out var seq));
        Assert.Equal(BootJournal.Block + 1, seq);
        journal.Use(seq);

        var sessions = journal.SessionBase;
        var again = Start("eeeeeeee");
        Assert.Equal("00000007", again.Boot);
        Assert.Equal(BootJournal.MostLost, again.Lost.Length);
        Assert.Equal(2 * BootJournal.Block, again.Lost[^1].To);
        Assert.True(again.SessionBase > sessions);
    }

    [Fact]
    public void A_nonce_that_chance_gives_twice_goes_on_above_its_numbers()
    {
        TakeSeqs(Start("aaaaaaaa"), 2);
        var journal = Start("aaaaaaaa");
        Assert.True(journal.TryReserve(out var seq));
        Assert.Equal(BootJournal.Block + 1, seq);
        Assert.Equal(BootJournal.Block, Assert.Single(journal.Lost).To);
        Assert.True(journal.SessionBase > 0);
    }

    [Fact]
    public void Power_lost_at_any_byte_of_any_write_leaves_every_given_number_in_a_report()
    {
        // One history of starts, numbers, confirmations and goodbyes; its writes are cut at every byte in turn.
        var cuts = 0;
        for (var cut = 0; ; cut++, cuts++)
        {
            var files = new FakeFiles();
            var given = new Dictionary<string, long>();
            files.BytesUntilCut = cut;
            bool cutHappened = !Survives(() => History(files, given));
            files.BytesUntilCut = null;
            if (!cutHappened) break;

            var journal = new BootJournal(files, _clock, new Log(_sink, _clock));
            journal.Start("dddddddd");
            foreach (var (boot, last) in given)
                Assert.True(journal.Lost.Any(l => l.Boot == boot && l.From == 1 && l.To >= last), $"cut at {cut}: {boot}/{last} is unreported");
        }

        Assert.True(cuts > 500, $"only {cuts} bytes were written");
    }

    private static bool Survives(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (PowerCutException)
        {
            return false;
        }
    }

    /// <param name="given">What must be in a report: boots and their last number given out, until confirmed.</param>
    private void History(FakeFiles files, Dictionary<string, long> given)
    {
        var log = new Log(_sink, _clock);
        var a = new BootJournal(files, _clock, log);
        a.Start("aaaaaaaa");
        Give(a, 20);
        var b = new BootJournal(files, _clock, log);
        b.Start("bbbbbbbb");
        Give(b, 40);
        given.Remove("aaaaaaaa");
        b.Forget(b.Lost[0]);
        b.SayGoodbye(settled: false);
        var c = new BootJournal(files, _clock, log);
        c.Start("cccccccc");
        Give(c, 3);

        void Give(BootJournal journal, int count)
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(journal.TryReserve(out var seq));
                journal.Use(seq);
                given[journal.Boot] = seq;
            }
        }
    }

    private BootJournal Start(string nonce)
    {
        var journal = new BootJournal(_files, _clock, new Log(_sink, _clock));
        journal.Start(nonce);
        return journal;
    }

    private static void TakeSeqs(BootJournal journal, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(journal.TryReserve(out var seq));
            journal.Use(seq);
        }
    }
}
