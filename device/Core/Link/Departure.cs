using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The way to a planned restart or sleep: takes no readings any more, delivers what it can, brings the rest to flash, says
    /// goodbye. It ends in the restart, with or without a link; a sleep is given up where flash cannot keep what waits. Belongs
    /// to the link thread.
    /// </summary>
    public sealed class Departure
    {
        public const int DrainLimitMs = 5000;
        public const int LeaveLimitMs = 2000;

        private readonly RestartRequest _restart;
        private readonly Connection _connection;
        private readonly ReadingOutbox _outbox;
        private readonly TimeFloor _floor;
        private readonly IBoard _board;
        private readonly IClock _clock;
        private readonly Log _log;
        private long _wakeMs;

        public Departure(RestartRequest restart, Connection connection, ReadingOutbox outbox, TimeFloor floor, IBoard board, IClock clock, Log log)
        {
            _restart = restart;
            _connection = connection;
            _outbox = outbox;
            _floor = floor;
            _board = board;
            _clock = clock;
            _log = log;
        }

        public bool IsAsked => _restart.Asked;

        /// <summary>From now on nothing is taken.</summary>
        public void Begin()
        {
            _log.Info((Sleeps ? "sleep" : "restart") + " asked for: no more sampling, " + _outbox.Waiting.ToString() + " records wait");
            _outbox.Close();
        }

        /// <summary>Drains, then leaves. Null while all is well, else one of <see cref="LinkFault"/>.</summary>
        /// <param name="next">The stage to go on with; the same one while something is waited for.</param>
        public string Step(LinkStage stage, long inStageMs, out LinkStage next)
        {
            next = LinkStage.Leaving;
            if (stage == LinkStage.Draining) return Drain(inStageMs, ref next);
            if (_connection.Uplink.StatusOnTheWay && inStageMs < LeaveLimitMs) return null;
            _connection.Close(true);
            Go();
            return null;
        }

        /// <summary>There is no link, or no longer: goes at once.</summary>
        /// <param name="stage">How far the link was.</param>
        /// <returns>False where a sleep was given up.</returns>
        public bool WithoutLink(LinkStage stage)
        {
            _outbox.Close();
            if (stage != LinkStage.Leaving && !SayGoodbye()) return false;
            Go();
            return true;
        }

        private string Drain(long inStageMs, ref LinkStage next)
        {
            string fault = _connection.Pump();
            if (fault != null) return fault;
            if (!_connection.Uplink.Idle && inStageMs < DrainLimitMs)
            {
                next = LinkStage.Draining;
                return null;
            }

            if (!SayGoodbye())
            {
                next = LinkStage.Online;
                return null;
            }

            return _connection.SendGoodbye(Sleeps ? _restart.HeardInS : 0) ? null : LinkFault.NotSent;
        }

        private bool Sleeps => _restart.SleepMs > 0;

        private bool SayGoodbye()
        {
            long nowMs = _clock.UptimeMs;
            _wakeMs = nowMs + _restart.SleepMs;
            if (!Sleeps)
            {
                _outbox.SayGoodbye(nowMs);
                return true;
            }

            if (_outbox.FallAsleep(nowMs, _restart.SleepMs, _restart.QuietWakes)) return true;
            _log.Error("no sleep: flash cannot keep what waits");
            _restart.Withdraw();
            _outbox.Reopen();
            return false;
        }

        private void Go()
        {
            if (!Sleeps)
            {
                _floor.Keep();
                _log.Info("restarting");
                _board.Reboot();
                return;
            }

            // Uptime goes on from what the journal says: what the goodbye took is no more to be slept.
            long sleepMs = _wakeMs - _clock.UptimeMs;
            _log.Info("sleeping for " + (sleepMs / 1000).ToString() + " s");
            _board.Sleep(sleepMs > 0 ? sleepMs : 1);
        }
    }
}
