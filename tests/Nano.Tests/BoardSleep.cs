#nullable disable
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>A boot that goes on over two sleeps, and ends when something else than the timer starts the board.</summary>
    public sealed class BoardSleep : BoardBody
    {
        private const string First = "0000000a";
        private const int SleepMs = 60000;

        private readonly BoardFiles _files = new BoardFiles();
        private readonly Reading[] _readings = { new Reading("temperature", 215, 1, "°C"), new Reading("rssi", -61, 0, "dBm") };
        private BootJournal _journal;

        protected override void Check()
        {
            ReadingOutbox outbox = Start(First, false);
            Take(outbox, 1);
            Expect("given up", 1, outbox.Discard());
            Take(outbox, 2);
            FallAsleep(outbox, 1);

            outbox = Start("0000000b", true);
            Expect("quiet wakes", 1, _journal.Resumed.QuietWakes);
            Take(outbox, 3);
            FallAsleep(outbox, 2);

            outbox = Start("0000000c", true);
            Take(outbox, 4);
            var account = new HeartbeatMessage();
            outbox.Fill(account);
            Expect("taken", 4, account.Taken);
            Expect("waiting", 3, account.Waiting);
            Expect("discarded", 1, account.DropCounts[2]);
            Send(outbox);

            Start("0000000d", false);
            Expect("boot after power", "0000000d", _journal.Boot);
            Expect("losses", 1, _journal.Lost.Length);
            Expect("lost up to", 3 + BootJournal.Block, _journal.Lost[0].To);
        }

        // The newest is in memory and goes first; with it the report of what was given up before the first sleep.
        private void Send(ReadingOutbox outbox)
        {
            OutboxRecord record = outbox.NextToSend(UptimeMs);
            Expect("live", 4, record.Seq);
            Expect("reports", 1, record.Drops.Length);
            Expect("report", DropReasons.Discarded, record.Drops[0].Reason);
            for (int seq = 2; seq <= 3; seq++)
            {
                UptimeMs += 1000;
                record = outbox.NextToSend(UptimeMs);
                Expect("from flash", First + "/" + seq.ToString(), record.Boot + "/" + record.Seq.ToString());
                Expect("its uptime", 1000 + (seq - 2) * (SleepMs + 1000), record.UptimeMs);
                var json = new JsonBuffer(200);
                record.WriteSensors(json);
                Expect("readings", "[{\"sensor_name\":\"temperature\",\"value\":21.5,\"unit\":\"°C\"},{\"sensor_name\":\"rssi\",\"value\":-61,\"unit\":\"dBm\"}]", json.ToString());
            }
        }

        private void Take(ReadingOutbox outbox, int expected)
        {
            UptimeMs = 1000;
            if (!outbox.TryTake(UptimeMs, _readings, _readings.Length, out long seq)) Fault("sampling", "was not taken");
            Expect("number", expected, seq);
        }

        private void FallAsleep(ReadingOutbox outbox, int quietWakes)
        {
            outbox.Close();
            if (!outbox.FallAsleep(UptimeMs, SleepMs, quietWakes)) Fault("sleep", "was given up");
        }

        private ReadingOutbox Start(string boot, bool woken)
        {
            UptimeMs = 0;
            var log = new Log(this, this);
            _journal = new BootJournal(_files, this, log);
            _journal.Start(boot, woken);
            var limits = new OutboxLimits { Capacity = 32, FlashBytes = 8192, FlushMs = 10000 };
            return new ReadingOutbox(limits, _files, _journal, this, new BoardTime(this, new TimeFloor(_files, this)), log);
        }
    }
}
