#nullable disable
using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// The outbox from readings to bytes on flash and back after a restart, also when the last write is cut at any byte:
    /// bits, casts and copies within one array are where interpreters differ.
    /// </summary>
    public sealed class BoardOutbox : BoardBody
    {
        private const int Samplings = 12;

        // Of the readings below, on flash.
        private const int RecordBytes = 26;

        private readonly BoardFiles _files = new BoardFiles();
        private readonly Reading[] _readings = { new Reading("temperature", 215, 1, "°C"), new Reading("rssi", -61, 0, "dBm"), new Reading("far", long.MinValue, 0, null) };

        public override long UnixMs => 1767600000000 + UptimeMs; // 2026-01-05T08:00:00Z at uptime 0

        protected override void Check()
        {
            ReadingOutbox outbox = Start("0000000a");
            for (int i = 1; i <= Samplings; i++)
            {
                UptimeMs = i * 1000;
                if (!outbox.TryTake(UptimeMs, _readings, _readings.Length, out _)) Fault("sampling " + i.ToString(), "was not taken");
            }

            byte[] whole = _files.Read("outbox.1");
            Expect("records on flash", 11, outbox.OnFlash);
            if (whole == null) return;
            string first = Replay("restart", 11);
            Expect("readings", "[{\"sensor_name\":\"temperature\",\"value\":21.5,\"unit\":\"°C\"},{\"sensor_name\":\"rssi\",\"value\":-61,\"unit\":\"dBm\"},{\"sensor_name\":\"far\",\"value\":-9223372036854775808}]", first);
            for (int length = whole.Length - 1; length > whole.Length - 60; length--)
            {
                var torn = new byte[length];
                System.Array.Copy(whole, 0, torn, 0, length);
                _files.Write("outbox.1", torn);
                int lost = (whole.Length - length + RecordBytes - 1) / RecordBytes;
                Replay("cut at " + length.ToString(), 11 - lost);
            }
        }

        // Sends all that the outbox finds, in order, and leaves the flash as it was.
        private string Replay(string what, int expected)
        {
            ReadingOutbox outbox = Start("0000000b");
            var json = new JsonBuffer(1000);
            int count = 0;
            for (OutboxRecord record = outbox.NextToSend(1); record != null; record = outbox.NextToSend(UptimeMs))
            {
                count++;
                UptimeMs += 1000;
                if (record.Boot != "0000000a" || record.Seq != count || record.UptimeMs != count * 1000 || record.StartMs != 1767600000000)
                    Fault(what, "record " + count.ToString() + " is " + record.Boot + "/" + record.Seq.ToString() + " of " + record.UptimeMs.ToString() + " and " + record.StartMs.ToString());
                if (count > 1) continue;
                record.WriteSensors(json);
            }

            Expect(what, expected, count);
            return json.ToString();
        }

        private ReadingOutbox Start(string boot)
        {
            UptimeMs = 0;
            var log = new Log(this, this);
            var journal = new BootJournal(_files, this, log);
            journal.Start(boot);
            var limits = new OutboxLimits { Capacity = 32, FlashBytes = 8192, FlushMs = 10000 };
            return new ReadingOutbox(limits, _files, journal, this, new BoardTime(this, new TimeFloor(_files, this)), log);
        }
    }
}
