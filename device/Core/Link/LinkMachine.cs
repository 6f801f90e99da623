using Nanofleet.Contract;
using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Sampling;
using Nanofleet.Device.Core.Supervision;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The way to the gateway as one state machine: Wi-Fi, clock, MQTT, subscriptions, birth, online. Every stage has a time
    /// limit, every failure ends in a rest with jitter and a fresh connection. One thread steps it; nothing else touches it.
    /// </summary>
    public sealed class LinkMachine : IStep
    {
        public const int WifiLimitMs = 20000;
        public const int ClockLimitMs = 10000;
        public const int SubscribeLimitMs = 10000;
        public const int BirthLimitMs = 15000;
        public const int DrainLimitMs = 5000;
        public const int LeaveLimitMs = 2000;

        /// <summary>How long birth waits for the gateway's retained introduction: it decides what a PUBACK means.</summary>
        public const int GatewayLimitMs = 2000;

        /// <summary>Without an acknowledgement for so long, the birth is sent again: a half-open link shows only then.</summary>
        public const int ProbeMs = 60000;

        /// <summary>A report of lost readings does not wait longer for a reading to ride on.</summary>
        public const int CarrierMs = 30000;

        // The network may claim to be up and carry nothing; after so many failures it is joined afresh.
        private const int FailuresPerJoin = 5;

        private const int PollMs = 250;
        private const int IdleMs = 1000;

        // With nothing on its way: whatever comes wakes the thread, this is for what a library might fail to say.
        private const int QuietMs = 10000;

        private readonly int _heartbeatMs;
        private readonly IWifiPort _wifi;
        private readonly INetworkTime _networkTime;
        private readonly Connection _connection;
        private readonly Escalation _escalation;
        private readonly CrashNotes _notes;
        private readonly Sampler _sampler;
        private readonly ReadingOutbox _outbox;
        private readonly RestartRequest _restart;
        private readonly IBoard _board;
        private readonly BoardTime _time;
        private readonly IClock _clock;
        private readonly Log _log;
        private readonly Backoff _backoff;
        private readonly LinkAccount _account;
        private readonly Reading[] _noReadings = new Reading[0];
        private LinkStage _stage = LinkStage.Wifi;
        private long _enteredMs;
        private long _restUntilMs;
        private long _heartbeatDueMs;
        private int _failures;
        private bool _clockAwaited;

        public LinkMachine(int heartbeatMs, IWifiPort wifi, INetworkTime networkTime, Connection connection, LinkAccount account, Escalation escalation,
            CrashNotes notes, Sampler sampler, ReadingOutbox outbox, RestartRequest restart, IBoard board, BoardTime time, IClock clock, IRandom random, Log log)
        {
            _heartbeatMs = heartbeatMs;
            _wifi = wifi;
            _networkTime = networkTime;
            _connection = connection;
            _account = account;
            _escalation = escalation;
            _notes = notes;
            _sampler = sampler;
            _outbox = outbox;
            _restart = restart;
            _board = board;
            _time = time;
            _clock = clock;
            _log = log;
            _backoff = new Backoff(random);
        }

        public string Name => "link";

        public LinkStage Stage => _stage;

        private long InStageMs => _clock.UptimeMs - _enteredMs;

        public int Step()
        {
            _outbox.Tend(_clock.UptimeMs);
            string fault = _connection.Receive();
            if (fault != null) return Fail(fault, null);
            switch (_stage)
            {
                case LinkStage.Resting: return Rest();
                case LinkStage.Wifi: return JoinWifi();
                case LinkStage.Clock: return AwaitClock();
                case LinkStage.Connecting: return Connect();
                case LinkStage.Subscribing: return AwaitSubscriptions();
                case LinkStage.Birth: return AwaitBirth();
                case LinkStage.Online: return BeOnline();
                case LinkStage.Draining: return Drain();
                default: return Leave();
            }
        }

        public void Recover() => Fail(LinkFault.Exception, null);

        private int Rest()
        {
            long restMs = _restUntilMs - _clock.UptimeMs;
            return restMs > 0 ? (int)restMs : Enter(LinkStage.Wifi);
        }

        private int JoinWifi()
        {
            if (_failures >= FailuresPerJoin)
            {
                _failures = 0;
                _wifi.Disconnect();
            }

            if (!_wifi.IsUp)
            {
                _log.Info("joining Wi-Fi");
                if (!_wifi.Connect(WifiLimitMs)) return Fail(LinkFault.NoWifi, null);
            }

            _log.Debug("Wi-Fi up, " + _wifi.Ip);
            _networkTime.Start();
            return Enter(LinkStage.Clock);
        }

        // Only once a boot: what is sent without a time is placed by the gateway, so nothing is lost when no server answers.
        private int AwaitClock()
        {
            if (!_time.IsSet && !_clockAwaited && InStageMs < ClockLimitMs) return PollMs;
            if (!_time.IsSet && !_clockAwaited) _log.Warning("no network time yet: readings carry uptime");
            _clockAwaited = true;
            return Enter(LinkStage.Connecting);
        }

        private int Connect()
        {
            string fault = _connection.Open();
            if (fault != null) return Fail(LinkFault.NoBroker, fault);
            if (!_connection.Subscribe()) return Fail(LinkFault.NotSent, "subscriptions");
            return Enter(LinkStage.Subscribing);
        }

        private int AwaitSubscriptions()
        {
            if (!_connection.Subscribed) return InStageMs < SubscribeLimitMs ? PollMs : Fail(LinkFault.NotSubscribed, null);
            if (!_connection.Uplink.InfoDelivered && !_connection.Uplink.SendInfo()) return Fail(LinkFault.NotSent, "info");
            if (!_connection.SendBirth()) return Fail(LinkFault.NotSent, "birth");
            return Enter(LinkStage.Birth);
        }

        private int AwaitBirth()
        {
            if (_connection.Uplink.StatusOnTheWay) return InStageMs < BirthLimitMs ? PollMs : Fail(LinkFault.NoBirth, null);
            if (!_connection.GatewayKnown && InStageMs < GatewayLimitMs) return PollMs;
            _account.Online(_clock.UptimeMs);
            _heartbeatDueMs = _clock.UptimeMs;
            _failures = 0;
            _log.Info("online, " + (_connection.Uplink.PubackMeansStored ? "PUBACK means stored" : "waiting for stored"));
            return Enter(LinkStage.Online);
        }

        private int BeOnline()
        {
            string fault = _connection.Pump();
            if (fault != null) return Fail(fault, null);
            if (_restart.Asked)
            {
                _log.Info("restart asked for: no more sampling, " + _outbox.Waiting.ToString() + " records wait");
                _outbox.Close();
                return Enter(LinkStage.Draining);
            }

            long nowMs = _clock.UptimeMs;
            if (InStageMs >= Backoff.StableMs)
            {
                _backoff.Reset();
                _escalation.Stable(nowMs);
            }

            if (nowMs >= _heartbeatDueMs)
            {
                _heartbeatDueMs = nowMs + _heartbeatMs;
                if (!_connection.Uplink.SendHeartbeat()) return Fail(LinkFault.NotSent, "heartbeat");
            }

            if (nowMs - _connection.Uplink.HeardMs >= ProbeMs && !_connection.Uplink.StatusOnTheWay && !_connection.SendBirth()) return Fail(LinkFault.NotSent, "birth");
            if (_outbox.NeedsCarrier && nowMs - _outbox.LastTakenMs >= CarrierMs && _outbox.TryTake(nowMs, _noReadings, 0, out _)) return 0;
            long heartbeatMs = _heartbeatDueMs - nowMs;
            long waitMs = _connection.Uplink.IsQuiet ? QuietMs : IdleMs;
            if (heartbeatMs < waitMs) waitMs = heartbeatMs;
            long replayMs = _outbox.ReplayInMs(nowMs);
            return (int)(replayMs < waitMs ? replayMs : waitMs);
        }

        private int Drain()
        {
            string fault = _connection.Pump();
            if (fault != null) return Fail(fault, null);
            if (!_connection.Uplink.Idle && InStageMs < DrainLimitMs) return PollMs;
            _outbox.SayGoodbye(_clock.UptimeMs);
            if (!_connection.SendGoodbye()) return Fail(LinkFault.NotSent, "goodbye");
            return Enter(LinkStage.Leaving);
        }

        private int Leave()
        {
            if (_connection.Uplink.StatusOnTheWay && InStageMs < LeaveLimitMs) return PollMs;
            _connection.Close(true);
            return Restart();
        }

        private int Restart()
        {
            _log.Info("restarting");
            _board.Reboot();
            return IdleMs;
        }

        // Sensors answer, and what they give has room: then a board that is offline does its work.
        private bool IsOfUse
        {
            get
            {
                long nowMs = _clock.UptimeMs;
                long patienceMs = Escalation.FirstMs > 2L * _sampler.IntervalMs ? Escalation.FirstMs : 2L * _sampler.IntervalMs;
                bool hasRoom = _outbox.LastDroppedMs == 0 || nowMs - _outbox.LastDroppedMs > patienceMs;
                return hasRoom && nowMs - _outbox.LastTakenMs <= patienceMs;
            }
        }

        private int Enter(LinkStage stage)
        {
            _stage = stage;
            _enteredMs = _clock.UptimeMs;
            return 0;
        }

        /// <param name="fault">One of <see cref="LinkFault"/>.</param>
        /// <param name="detail">What else is known, or null.</param>
        private int Fail(string fault, string detail)
        {
            _connection.Close(false);
            _account.Offline(fault, _clock.UptimeMs);
            string reason = detail == null ? fault : fault + ", " + detail;
            if (_restart.Asked)
            {
                _outbox.Close();
                if (_stage != LinkStage.Leaving) _outbox.SayGoodbye(_clock.UptimeMs);
                return Restart();
            }

            if (_escalation.TakeRestart(_clock.UptimeMs, IsOfUse))
            {
                _log.Error("link: " + reason + "; offline for too long, and readings are not kept");
                _notes.Leave(CrashNotes.Offline, reason);
                _restart.Ask();
                _outbox.Close();
                _outbox.SayGoodbye(_clock.UptimeMs);
                return Restart();
            }

            _failures++;
            int waitMs = _backoff.Next();
            _restUntilMs = _clock.UptimeMs + waitMs;
            _log.Warning("link: " + reason + "; next attempt in " + waitMs.ToString() + " ms");
            _stage = LinkStage.Resting;
            return waitMs;
        }
    }
}
