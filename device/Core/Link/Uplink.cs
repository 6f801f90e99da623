using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Outbox;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// Sends, and knows what is on its way: a window of messages at least once, each watched until its PUBACK.
    /// Responses go before readings, live readings in order, and one from flash between them. A refused publish, a failed one or silence means the link is dead.
    /// Belongs to the link thread.
    /// </summary>
    public sealed class Uplink
    {
        /// <summary>Readings on their way at a time.</summary>
        public const int Window = 8;

        /// <summary>The library gives up on a message after about four seconds; if even that does not come, it hangs.</summary>
        public const int AckLimitMs = 15000;

        private readonly bool _pubackIsEnough;
        private readonly IMqttPort _mqtt;
        private readonly LinkTopics _topics;
        private readonly ReadingOutbox _outbox;
        private readonly ResponseQueue _responses;
        private readonly ConfigDesk _config;
        private readonly Announcer _announcer;
        private readonly LinkAccount _account;
        private readonly IClock _clock;
        private readonly FlightList _flights = new FlightList();

        /// <param name="pubackIsEnough">No gateway is expected that says what is stored.</param>
        public Uplink(bool pubackIsEnough, IMqttPort mqtt, LinkTopics topics, ReadingOutbox outbox, ResponseQueue responses, ConfigDesk config, Announcer announcer, LinkAccount account, IClock clock)
        {
            _pubackIsEnough = pubackIsEnough;
            _mqtt = mqtt;
            _topics = topics;
            _outbox = outbox;
            _responses = responses;
            _config = config;
            _announcer = announcer;
            _account = account;
            _clock = clock;
        }

        /// <summary>The gateway of this connection announced that a PUBACK comes after the commit, or none is expected.</summary>
        public bool PubackMeansStored { get; private set; }

        /// <summary>The broker has this boot's info: once is enough.</summary>
        public bool InfoDelivered { get; private set; }

        /// <summary>Uptime of the last acknowledgement, or of the start of the connection.</summary>
        public long HeardMs { get; private set; }

        /// <summary>Nothing is on its way.</summary>
        public bool IsQuiet => _flights.Count == 0;

        /// <summary>Nothing is on its way or waits for it, readings in memory included; those on flash are safe.</summary>
        public bool Idle => _flights.Count == 0 && _responses.Count == 0 && _outbox.InMemory == 0;

        /// <summary>A fresh connection: nothing is on its way.</summary>
        public void Open()
        {
            PubackMeansStored = _pubackIsEnough;
            HeardMs = _clock.UptimeMs;
        }

        /// <summary>A gateway that speaks counts for more than the expectation of none.</summary>
        public void GatewayAnnounced(bool pubackMeansStored) => PubackMeansStored = pubackMeansStored;

        /// <summary>The connection is gone: what was on its way goes again on the next one.</summary>
        public void Close()
        {
            for (int i = 0; i < _flights.Count; i++)
            {
                Flight flight = _flights.At(i);
                if (flight.Kind == Flight.Response) _responses.Add(flight.Payload);
                if (flight.Kind == Flight.Config) _config.ReportAgain();
            }

            _flights.Clear();
            _outbox.LinkLost();
        }

        public bool SendInfo() => Send(Flight.Info, _topics.Info, _announcer.Info(), true);

        public bool SendStatus(byte[] status) => Send(Flight.Status, _topics.Status, status, true);

        public bool SendHeartbeat()
        {
            if (_mqtt.Publish(_topics.Heartbeat, _announcer.Heartbeat(_account), false, false) < 0) return false;
            _announcer.HeartbeatSent(_account);
            return true;
        }

        /// <summary>Sends what the window has room for; false when the link refused.</summary>
        public bool Pump()
        {
            if (_config.ReportDue && !Send(Flight.Config, _topics.ConfigReported, _config.TakeReport(), true)) return false;
            while (_flights.Count < Window)
            {
                byte[] response = _responses.Take();
                OutboxRecord record = response != null ? null : _outbox.NextToSend(_clock.UptimeMs);
                if (response == null && record == null) return true;
                bool sent = response != null ? Send(Flight.Response, _topics.Response, response, false) : SendData(record);
                if (!sent) return false;
            }

            return true;
        }

        /// <summary>An acknowledgement came in, or the library gave a message up: then false.</summary>
        public bool Acknowledged(int messageId, bool delivered)
        {
            int at = _flights.Find(messageId);
            if (at < 0) return true;
            _account.Published(delivered);
            if (!delivered) return false;
            Flight flight = _flights.RemoveAt(at);
            HeardMs = _clock.UptimeMs;
            if (flight.Kind == Flight.Info) InfoDelivered = true;
            if (flight.Kind == Flight.Data) _outbox.Acknowledged(flight.Boot, flight.Seq, PubackMeansStored, HeardMs);
            return true;
        }

        /// <summary>Whether birth or goodbye still wait for their acknowledgement.</summary>
        public bool StatusOnTheWay
        {
            get
            {
                for (int i = 0; i < _flights.Count; i++)
                    if (_flights.At(i).Kind == Flight.Status || _flights.At(i).Kind == Flight.Info) return true;
                return false;
            }
        }

        /// <summary>Some message waits longer than any answer takes.</summary>
        public bool Silent => _flights.Count > 0 && _clock.UptimeMs - _flights.At(0).SentMs >= AckLimitMs;

        private bool SendData(OutboxRecord record)
        {
            bool sent = Send(Flight.Data, _topics.Data, _announcer.Data(record), false);
            Flight flight = _flights.At(_flights.Count - 1);
            flight.Boot = record.Boot;
            flight.Seq = record.Seq;
            return sent;
        }

        // Kept also when refused: closing the connection puts a response back.
        private bool Send(int kind, string topic, byte[] payload, bool retain)
        {
            Flight flight = _flights.Add(kind);
            flight.SentMs = _clock.UptimeMs;
            if (kind == Flight.Response) flight.Payload = payload;
            flight.Id = _mqtt.Publish(topic, payload, true, retain);
            return flight.Id >= 0;
        }
    }
}
