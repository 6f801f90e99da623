using System;
using System.Threading;
using Nanofleet.Device.Core;
using Nanofleet.Device.Core.Logging;

namespace Nanofleet.Device.App.Threads
{
    /// <summary>
    /// A thread that repeats one step for ever. This is its root: on the board an exception that nobody catches ends the thread
    /// without a word, so here it is logged and counted, and the work goes on after a pause.
    /// </summary>
    public sealed class StepLoop
    {
        private const int PauseMs = 1000;

        private readonly IStep _step;
        private readonly Wake _wake;
        private readonly Log _log;
        private int _exceptions;

        public StepLoop(IStep step, Wake wake, Log log)
        {
            _step = step;
            _wake = wake;
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
                    int waitMs = _step.Step();
                    if (waitMs > 0) _wake.Wait(waitMs);
                }
                catch (Exception e) when (!(e is ThreadAbortException))
                {
                    failed = true;
                    _exceptions++;
                    _log.Error("exception " + _exceptions.ToString() + " in " + _step.Name + ": " + e.GetType().Name + " " + e.Message);
                    Thread.Sleep(PauseMs);
                }
            }
        }
    }
}
