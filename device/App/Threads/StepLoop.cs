using System;
using System.Threading;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Logging;
using Nanofleet.Device.Core.Supervision;

namespace Nanofleet.Device.App.Threads
{
    /// <summary>
    /// A thread that repeats one step for ever. This is its root: on the board an exception that nobody catches ends the thread
    /// without a word, so here it is logged and counted, and the work goes on after a pause. Shows its pulse to the supervisor.
    /// </summary>
    public sealed class StepLoop
    {
        private const int PauseMs = 1000;

        private readonly IStep _step;
        private readonly Wake _wake;
        private readonly Pulse _pulse;
        private readonly IClock _clock;
        private readonly Log _log;

        public StepLoop(IStep step, Wake wake, Pulse pulse, IClock clock, Log log)
        {
            _step = step;
            _wake = wake;
            _pulse = pulse;
            _clock = clock;
            _log = log;
        }

        public void Start() => new Thread(Run).Start();

        private void Run()
        {
            bool failed = false;
            while (true)
            {
                try
                {
                    if (failed) _step.Recover();
                    failed = false;
                    _pulse.Beat(_clock.UptimeMs, 0);
                    int waitMs = _step.Step();
                    _pulse.Succeeded();
                    _pulse.Beat(_clock.UptimeMs, waitMs);
                    if (waitMs > 0) _wake.Wait(waitMs);
                }
                catch (Exception e) when (!(e is ThreadAbortException))
                {
                    failed = true;
                    _pulse.Failed(e.GetType().Name + " " + e.Message);
                    _pulse.Beat(_clock.UptimeMs, PauseMs);
                    _log.Error("exception " + _pulse.Exceptions.ToString() + " in " + _step.Name + ": " + _pulse.LastFault);
                    Thread.Sleep(PauseMs);
                }
            }
        }
    }
}
