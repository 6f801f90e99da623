using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The way to the gateway as one state machine: <see cref="Arrival"/>, online with its <see cref="Upkeep"/>,
    /// <see cref="Departure"/> where a restart was asked for. Every failure ends in a rest with jitter and a fresh connection.
    /// One thread steps it; nothing else touches it.
    /// </summary>
    public sealed class LinkMachine : IStep
    {
        private const int PollMs = 250;

        private readonly Arrival _arrival;
        private readonly Upkeep _upkeep;
        private readonly Departure _departure;
        private readonly Connection _connection;
        private readonly Escalation _escalation;
        private readonly LinkAccount _account;
        private readonly TimeKeeper _keeper;
        private readonly ReadingOutbox _outbox;
        private readonly Backoff _backoff;
        private readonly IClock _clock;
        private readonly Log _log;
        private LinkStage _stage = LinkStage.Wifi;
        private long _enteredMs;
        private long _restUntilMs;

        public LinkMachine(Arrival arrival, Upkeep upkeep, Departure departure, Connection connection, Escalation escalation, LinkAccount account,
            TimeKeeper keeper, ReadingOutbox outbox, IClock clock, IRandom random, Log log)
        {
            _arrival = arrival;
            _upkeep = upkeep;
            _departure = departure;
            _connection = connection;
            _escalation = escalation;
            _account = account;
            _keeper = keeper;
            _outbox = outbox;
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
            if (_stage > LinkStage.Wifi) _keeper.Tend();
            if (_stage == LinkStage.Resting) return Rest();
            if (_stage == LinkStage.Online) return BeOnline();
            return _stage < LinkStage.Online ? Arrive() : Depart();
        }

        public void Recover() => Fail(LinkFault.Exception, null);

        /// <summary>Carries out what was asked for without waiting for a link that does not come about.</summary>
        public void GiveUp()
        {
            _connection.Close(false);
            _departure.WithoutLink(_stage);
        }

        private int Rest()
        {
            long restMs = _restUntilMs - _clock.UptimeMs;
            return restMs > 0 ? (int)restMs : Enter(LinkStage.Wifi);
        }

        private int Arrive()
        {
            string fault = _arrival.Step(_stage, InStageMs, out LinkStage next);
            if (fault != null) return Fail(fault, _arrival.Detail);
            if (next == LinkStage.Online)
            {
                _account.Online(_clock.UptimeMs);
                _upkeep.Begin();
                _log.Info("online, " + (_connection.Uplink.PubackMeansStored ? "PUBACK means stored" : "waiting for stored"));
            }

            return next == _stage ? PollMs : Enter(next);
        }

        private int BeOnline()
        {
            string fault = _connection.Pump();
            if (fault != null) return Fail(fault, null);
            if (_departure.IsAsked)
            {
                _departure.Begin();
                return Enter(LinkStage.Draining);
            }

            if (InStageMs >= Backoff.StableMs)
            {
                _backoff.Reset();
                _escalation.Stable(_clock.UptimeMs);
            }

            fault = _upkeep.Step(out int waitMs);
            return fault == null ? waitMs : Fail(fault, null);
        }

        private int Depart()
        {
            string fault = _departure.Step(_stage, InStageMs, out LinkStage next);
            if (fault != null) return Fail(fault, null);
            return next == _stage ? PollMs : Enter(next);
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
            _arrival.Failed();
            string reason = detail == null ? fault : fault + ", " + detail;
            bool offlineTooLong = !_departure.IsAsked && _escalation.TakeRestart(_clock.UptimeMs, reason);
            if (offlineTooLong) _log.Error("link: " + reason + "; offline for too long, and readings are not kept");
            if ((offlineTooLong || _departure.IsAsked) && _departure.WithoutLink(_stage)) return PollMs;

            int waitMs = _backoff.Next();
            _restUntilMs = _clock.UptimeMs + waitMs;
            _log.Warning("link: " + reason + "; next attempt in " + waitMs.ToString() + " ms");
            _stage = LinkStage.Resting;
            return waitMs;
        }
    }
}
