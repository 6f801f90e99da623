using Nanofleet.Device.Core.Commands;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Outbox;
using Nanofleet.Device.Core.Time;

namespace Nanofleet.Device.Core.Link
{
    /// <summary>
    /// The way to a planned restart: takes no readings any more, delivers what it can, brings the rest to flash, says goodbye.
    /// It always ends in the restart, with or without a link. Belongs to the link thread.
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
            _log.Info("restart asked for: no more sampling, " + _outbox.Waiting.ToString() + " records wait");
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
            Restart();
            return null;
        }

        /// <summary>There is no link, or no longer: restarts at once.</summary>
        /// <param name="stage">How far the link was.</param>
        public void WithoutLink(LinkStage stage)
        {
            _outbox.Close();
            if (stage != LinkStage.Leaving) _outbox.SayGoodbye(_clock.UptimeMs);
            Restart();
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

            _outbox.SayGoodbye(_clock.UptimeMs);
            return _connection.SendGoodbye() ? null : LinkFault.NotSent;
        }

        private void Restart()
        {
            _floor.Keep();
            _log.Info("restarting");
            _board.Reboot();
        }
    }
}
