using System.Collections;
using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Parsing;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>Gives each message that arrived to whom it is for. What cannot be read is logged and forgotten.</summary>
    public sealed class Downlink
    {
        private readonly LinkTopics _topics;
        private readonly ReadingOutbox _outbox;
        private readonly CommandDesk _desk;
        private readonly ConfigDesk _config;
        private readonly Uplink _uplink;
        private readonly TimeKeeper _keeper;
        private readonly IClock _clock;
        private readonly Log _log;

        public Downlink(LinkTopics topics, ReadingOutbox outbox, CommandDesk desk, ConfigDesk config, Uplink uplink, TimeKeeper keeper, IClock clock, Log log)
        {
            _topics = topics;
            _outbox = outbox;
            _desk = desk;
            _config = config;
            _uplink = uplink;
            _keeper = keeper;
            _clock = clock;
            _log = log;
        }

        /// <summary>The gateway has introduced itself on this connection.</summary>
        public bool GatewayKnown { get; private set; }

        /// <summary>A fresh connection: what the gateway announced on the last one counts no more.</summary>
        public void Open() => GatewayKnown = false;

        public void Handle(LinkEvent message)
        {
            if (message.Topic == _topics.Stored) HandleStored(message.Payload);
            else if (message.Topic == _topics.Gateway) HandleGateway(message.Payload, message.Retained);
            else if (message.Topic == _topics.Command || message.Topic == _topics.BroadcastCommand) _desk.Handle(message.Payload, message.Retained);
            else if (message.Topic == _topics.ConfigDesired) _config.Handle(message.Payload);
            else _log.Debug("nothing listens to " + message.Topic);
        }

        private void HandleStored(byte[] payload)
        {
            if (!TryRead(payload, Topics.Stored, out Fields fields)) return;
            string boot = fields.Text("boot", null);
            long upTo = fields.Whole("up_to", 0, long.MaxValue);
            if (!StoredMessage.TryParseSpans(fields.Text("missing", ""), out SeqSpan[] missing)) fields.Fault("missing", null, "no list of ranges");
            if (IsGood(fields, Topics.Stored)) _outbox.Settle(new StoredMessage(boot, upTo, missing), _clock.UptimeMs);
        }

        private void HandleGateway(byte[] payload, bool retained)
        {
            if (!TryRead(payload, Topics.SystemGateway, out Fields fields)) return;
            bool pubackMeansStored = fields.Flag("puback_means_stored", false);
            long unixMs = fields.Time("timestamp");
            if (!IsGood(fields, Topics.SystemGateway)) return;
            _uplink.GatewayAnnounced(pubackMeansStored);
            GatewayKnown = true;
            if (unixMs > 0) _keeper.HearGateway(unixMs, retained);
        }

        private bool TryRead(byte[] payload, string what, out Fields fields)
        {
            bool good = JsonText.TryObject(payload, out Hashtable table);
            fields = new Fields(table);
            if (!good) _log.Warning(what + " ignored: not a JSON object");
            return good;
        }

        private bool IsGood(Fields fields, string what)
        {
            if (fields.Faulty) _log.Warning(what + " ignored: " + fields.Faults);
            return !fields.Faulty;
        }
    }
}
