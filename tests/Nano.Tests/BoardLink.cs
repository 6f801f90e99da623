#nullable disable
using Nanofleet.Contract;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Configuration;
using Nanofleet.Device.Core.Journal;
using Nanofleet.Device.Core.Link;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Supervision;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Nano.Tests
{
    /// <summary>
    /// A board's link, wired as the firmware wires it, through every failure on its way online and back again, to a planned
    /// restart. Time passes as the link asks for it; chance always says the most, so each attempt is known beforehand.
    /// </summary>
    public sealed class BoardLink : BoardBody, IRandom
    {
        private const string Online = "info status data heartbeat ";

        private readonly BoardNetwork _network = new BoardNetwork();
        private readonly BoardFiles _files = new BoardFiles();
        private readonly RestartRequest _restart = new RestartRequest();
        private ReadingOutbox _outbox;
        private LinkMachine _link;
        private string _bounds = "";

        public override long UnixMs => _network.UnixAtStart == 0 ? 0 : _network.UnixAtStart + UptimeMs;

        public int Next(int bound)
        {
            _bounds += (bound - 1).ToString() + " ";
            return bound - 1;
        }

        protected override void Check()
        {
            Start();
            _network.TimeServers["time"] = 1767600000000; // 2026-01-05T08:00:00Z at uptime 0
            _network.WifiInReach = false;
            _network.Address = null;
            Take();
            For(1000);
            _network.WifiInReach = true;
            For(2000);
            _network.Address = "10.0.0.9";
            For(4000);
            _network.Address = "10.0.0.1";
            For(10000);
            Expect("on the way online", "1000 2000 4000 ", _bounds);
            Expect("sent", Online, _network.TakeSent());
            Contains("\"link_faults\":{\"no_wifi\":1,\"no_dns\":1,\"no_broker\":1}");
            Expect("waiting", 0, _outbox.Waiting);

            // Half-open: found by the birth that is sent again; and the broker has moved meanwhile.
            _network.Acknowledges = false;
            for (int i = 0; i < 200 && _link.Stage == LinkStage.Online; i++) For(500);
            Expect("bound after a stable minute", "1000 2000 4000 1000 ", _bounds);
            _network.Address = _network.BrokerAt = "10.0.0.2";
            _network.Acknowledges = true;
            _network.TakeSent();
            For(3000);
            Expect("sent again", "status heartbeat ", _network.TakeSent());
            Contains("\"silent\":1");

            Take();
            _restart.Ask();
            For(3000);
            Expect("goodbye", "data status ", _network.TakeSent());
            Contains("\"reason\":\"reboot\"");
            Expect("restarted", "yes", Reboots > 0 ? "yes" : "no");
        }

        private void Start()
        {
            var log = new Log(this, this);
            var journal = new BootJournal(_files, this, log);
            journal.Start("0000000a");
            var floor = new TimeFloor(_files, this);
            var time = new BoardTime(this, floor);
            _outbox = new ReadingOutbox(new OutboxLimits { Capacity = 16, FlashBytes = 8192, FlushMs = 3600000 }, _files, journal, this, time, log);
            var sampler = new Sampler(new SensorChannel[0], new ReportPolicy(new ReportRule[0]), new IntakePolicy(new string[0], new string[0]), _outbox, 60000, this, log, _network, _network);
            var json = new JsonBuffer(Limits.BoardMessage);
            var responses = new ResponseQueue(log);
            var desk = new CommandDesk(json, new ICommand[0], new AnswerBook(_files), responses, time, log);
            var config = new ConfigStore(_files, new byte[6], new ISensorKind[0], log);
            var configDesk = new ConfigDesk(config, new ConfigReport(json, config), new LiveSettings(sampler, log), _restart, log);
            var notes = new CrashNotes(_files);
            var info = new InfoMessage { Capabilities = desk.Actions };
            SensorCatalog.Fill(info, new SensorChannel[0]);
            var topics = new LinkTopics("", "nano");
            var account = new LinkAccount();
            var announcer = new Announcer(json, info, journal, _outbox, sampler, new VitalAccount(), this, _network, this, time);
            var uplink = new Uplink(false, _network, topics, _outbox, responses, configDesk, announcer, account, this);
            var keeper = new TimeKeeper(new[] { "time" }, _network, time, floor, this, log);
            var downlink = new Downlink(topics, _outbox, desk, configDesk, uplink, keeper, this, log);
            var connection = new Connection("nano", topics, _network, _network.Inbox, uplink, downlink, announcer, journal);
            var arrival = new Arrival(_network, keeper, time, new BrokerAddress("broker.lan", _network), connection, log);
            var upkeep = new Upkeep(3600000, connection, _outbox, this);
            var departure = new Departure(_restart, connection, _outbox, floor, this, this, log);
            var escalation = new Escalation(_files, sampler, _outbox, notes);
            _link = new LinkMachine(arrival, upkeep, departure, connection, escalation, account, keeper, _outbox, this, this, log);
        }

        private void Take()
        {
            var readings = new[] { new Reading("temperature", 215, 1, "°C") };
            if (!_outbox.TryTake(UptimeMs, readings, readings.Length, out _)) Fault("sampling", "was not taken");
        }

        private void For(long milliseconds)
        {
            long endMs = UptimeMs + milliseconds;
            while (UptimeMs < endMs)
            {
                int waitMs = _link.Step();
                UptimeMs += waitMs < endMs - UptimeMs ? waitMs : endMs - UptimeMs;
            }
        }

        private void Contains(string part)
        {
            if (_network.LastPayload.IndexOf(part) < 0) Fault(part, "is not in " + _network.LastPayload);
        }
    }
}
