using Nanofleet.Contract;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>Writes what the board says about itself: birth, will, goodbye, info, heartbeat, and the head of its data.</summary>
    public sealed class Announcer
    {
        private readonly JsonBuffer _json;
        private readonly BootJournal _journal;
        private readonly ReadingOutbox _outbox;
        private readonly Sampler _sampler;
        private readonly VitalAccount _vitals;
        private readonly IBoard _board;
        private readonly IWifiPort _wifi;
        private readonly IClock _clock;
        private readonly BoardTime _time;
        private readonly InfoMessage _info;
        private readonly HeartbeatMessage _beat = new HeartbeatMessage();

        /// <param name="json">Of the link thread, of a message's size.</param>
        /// <param name="info">With capabilities, sensors and the reason of this start; the rest is filled in here.</param>
        public Announcer(JsonBuffer json, InfoMessage info, BootJournal journal, ReadingOutbox outbox, Sampler sampler, VitalAccount vitals, IBoard board, IWifiPort wifi,
            IClock clock, BoardTime time)
        {
            _json = json;
            _info = info;
            _journal = journal;
            _outbox = outbox;
            _sampler = sampler;
            _vitals = vitals;
            _board = board;
            _wifi = wifi;
            _clock = clock;
            _time = time;
        }

        /// <summary>The will of a session: what the broker says when the board cannot.</summary>
        public string Will(long session)
        {
            _json.Clear();
            new StatusMessage { Status = StatusMessage.Offline, Boot = _journal.Boot, Session = session, Reason = "connection_lost" }.WriteTo(_json);
            return _json.ToString();
        }

        public byte[] Birth(long session)
        {
            string reason = session != _journal.SessionBase + 1 ? "reconnect" : _journal.Resumed != null ? "wake" : "start";
            return Status(StatusMessage.Online, session, reason);
        }

        /// <param name="sleepS">Seconds until the board is to be heard again; 0 where it restarts.</param>
        public byte[] Goodbye(long session, long sleepS)
        {
            if (sleepS == 0) return Status(StatusMessage.Offline, session, "reboot");
            return Status(StatusMessage.Sleeping, session, "deep_sleep", sleepS);
        }

        public byte[] Info()
        {
            _info.Boot = _journal.Boot;
            _info.UnixMs = _time.NowMs;
            _info.Model = _board.Model;
            _info.Firmware = FirmwareVersion.Text;
            _json.Clear();
            _info.WriteTo(_json);
            return _json.ToArray();
        }

        public byte[] Data(OutboxRecord record)
        {
            long unixMs = _time.At(record.UptimeMs);
            string quality = _time.Quality;
            if (!record.IsOwn)
            {
                // The clock of now says nothing of an earlier start.
                unixMs = record.StartMs > 0 ? record.StartMs + record.UptimeMs : 0;
                quality = record.Quality;
            }

            _json.Clear();
            DataMessage.Begin(_json, record.Boot, record.Seq, unixMs, quality, record.UptimeMs);
            record.WriteSensors(_json);
            DataMessage.End(_json, record.Drops, record.Drops.Length);
            return _json.ToArray();
        }

        public byte[] Heartbeat(LinkAccount account)
        {
            long nowMs = _clock.UptimeMs;
            int rssi = _wifi.ReadRssi();
            long freeMemory = _board.FreeMemory;
            _vitals.Note(freeMemory, rssi);
            _beat.UnixMs = _time.NowMs;
            _beat.UptimeMs = _time.UptimeMs;
            _beat.Rssi = rssi;
            _beat.FreeMemory = freeMemory;
            _sampler.Fill(_beat);
            _outbox.Fill(_beat);
            _vitals.Fill(_beat);
            account.Fill(_beat, nowMs);
            _json.Clear();
            _beat.WriteTo(_json);
            return _json.ToArray();
        }

        /// <summary>The library took it: what it told is not told again.</summary>
        public void HeartbeatSent(LinkAccount account)
        {
            account.Close(_clock.UptimeMs);
            _vitals.Close();
        }

        private byte[] Status(string status, long session, string reason, long sleepS = 0)
        {
            var message = new StatusMessage
            {
                Status = status,
                Boot = _journal.Boot,
                Session = session,
                Reason = reason,
                UnixMs = _time.NowMs,
                Ip = _wifi.Ip,
                Rssi = _wifi.ReadRssi(),
                SleepS = sleepS,
            };
            if (sleepS > 0 && message.UnixMs > 0) message.NextWakeMs = message.UnixMs + sleepS * 1000;
            _json.Clear();
            message.WriteTo(_json);
            return _json.ToArray();
        }
    }
}
